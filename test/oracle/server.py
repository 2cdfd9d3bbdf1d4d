"""One session of psql, through which rows go to the server and come from it."""
import json
import subprocess
from decimal import Decimal

END = "-- that was all --"


class Refused(Exception):
    """By the server, which says why"""


class Ended(Exception):
    """The session, before the statement was done"""


class Server:
    def __init__(self, database, errors=None):
        """errors: where psql's words on what is refused go; Refused has them too"""
        self.psql = subprocess.Popen(["psql", "-X", "-q", "-A", "-t", "-d", database], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
                                     encoding="utf-8")
        self.run("SET client_min_messages = warning")

    def run(self, statement):
        """The lines that it prints"""
        return self.send(f"{statement}\n;\n")

    def send(self, words):
        self.start(words)
        return self.finish(words)

    def start(self, words):
        """Without waiting for what it prints, which is for finish()"""
        self.psql.stdin.write(f"{words}\\echo '{END}' :ERROR :LAST_ERROR_MESSAGE\n")
        self.psql.stdin.flush()

    def finish(self, words):
        lines = []
        while not (line := self.psql.stdout.readline()).startswith(END):
            if line == "":
                raise Ended(f"psql ended with status {self.psql.wait()} at:\n{words}")
            lines.append(line.rstrip("\n"))
        failed, _, message = line.removeprefix(END).strip().partition(" ")
        if failed == "true":
            raise Refused(f"{message}: {words}")
        return lines

    def copy(self, table, columns, rows, options=""):
        """Rows into a table; None is NULL"""
        def written(value):
            return r"\N" if value is None else value.replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")

        lines = "".join("\t".join(map(written, row)) + "\n" for row in rows)
        self.send(f"COPY {table} ({', '.join(columns)}) FROM STDIN {options};\n{lines}\\.\n")

    def rows(self, query, arguments=None):
        """What a query gives: a dict a row, in order. arguments: for $1, $2 ..., in that order"""
        wrapped = f"SELECT row_to_json(_) FROM (\n{query}\n) _"
        if arguments:
            self.run("DEALLOCATE ALL")
            self.run(f"PREPARE query AS {wrapped}")
            wrapped = f"EXECUTE query ({', '.join(map(literal, arguments))})"
        return [json.loads(line, parse_float=Decimal, object_pairs_hook=by_column) for line in self.run(wrapped)]

    def close(self):
        self.psql.stdin.close()
        self.psql.wait()


def by_column(pairs):
    """A dict in which the second column of the same name is "name (2)\""""
    found = {}
    for name, value in pairs:
        found[f"{name} (2)" if name in found else name] = value
    return found


def literal(value):
    """As SQL; a list as an array"""
    if value is None:
        return "NULL"
    if isinstance(value, list):
        value = "{" + ",".join('"' + str(item).replace("\\", r"\\").replace('"', r'\"') + '"' for item in value) + "}"
    return "'" + str(value).replace("'", "''") + "'"
