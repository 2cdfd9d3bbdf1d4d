#!/usr/bin/env python3
"""Stands between the nodes of a cluster, and counts what one of them receives from the others.

counted_sockets.py FROM TO POSTMASTER

In directory TO it opens the sockets that are in FROM, and passes on what comes by them.  It counts the bytes that go to processes of
the server whose first process is POSTMASTER.  Who connects to the socket TO/total is told their number.
"""

import os
import socket
import struct
import subprocess
import sys
import threading

AT_ONCE = 256 * 1024

lock = threading.Lock()
total = 0


def is_of_server(connection, postmaster):
    """Whether who has connected is a process of that server."""
    pid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
    parent = subprocess.run(["ps", "-o", "ppid=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return parent.stdout.strip() == postmaster


def pass_on(source, target, is_counted):
    global total
    try:
        while data := source.recv(AT_ONCE):
            if is_counted:
                with lock:
                    total += len(data)
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        # one of the two is gone: so is the other one's use
        for end in (source, target):
            end.close()


def listen(path):
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    os.chmod(path, 0o777)
    server.listen(256)
    return server


def serve(server, path, postmaster):
    while True:
        client = server.accept()[0]
        node = socket.socket(socket.AF_UNIX)
        node.connect(path)
        for source, target, is_counted in ((client, node, False), (node, client, is_of_server(client, postmaster))):
            threading.Thread(target=pass_on, args=(source, target, is_counted), daemon=True).start()


def main():
    origin, counted, postmaster = sys.argv[1:]
    for name in os.listdir(origin):
        if name.startswith(".s.PGSQL.") and not name.endswith(".lock"):
            server = listen(os.path.join(counted, name))
            threading.Thread(target=serve, args=(server, os.path.join(origin, name), postmaster), daemon=True).start()
    totals = listen(os.path.join(counted, "total"))
    print("ready", flush=True)
    while True:
        client = totals.accept()[0]
        with lock, client:
            client.sendall(str(total).encode())


main()
