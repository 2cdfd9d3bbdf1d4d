"""META.json is what the specification of PGXN asks for: python3 meta.py META.json [FILE-LIST]

Prints each thing that is wrong, and fails if there is any. FILE-LIST has the names of the files of the archive, a line each;
those that META.json names must be among them. The specification: https://pgxn.org/spec/
"""
import json
import re
import sys

LICENSES = """agpl_3 apache_1_1 apache_2_0 artistic_1 artistic_2 bsd freebsd gfdl_1_2 gfdl_1_3 gpl_1 gpl_2 gpl_3 lgpl_2_1 lgpl_3_0
mit mozilla_1_0 mozilla_1_1 openssl perl_5 postgresql qpl_1_0 ssleay sun zlib open_source restricted unrestricted unknown""".split()
TERM = re.compile(r'[^\s/\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]*')	# at least two characters, of no path and no control
VERSION = re.compile(r'(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-?[A-Za-z][0-9A-Za-z-]*)?')
REQUIRED = {'name', 'version', 'abstract', 'maintainer', 'license', 'provides', 'meta-spec'}
OPTIONAL = {'description', 'prereqs', 'tags', 'resources', 'no_index', 'release_status', 'generated_by', 'dynamic_config'}
PHASES = {'configure', 'build', 'test', 'runtime', 'develop'}
RELATIONSHIPS = {'requires', 'recommends', 'suggests', 'conflicts'}


def is_text(value):
    return isinstance(value, str) and value.strip() != ''


def is_term(value):
    return isinstance(value, str) and len(value) >= 2 and TERM.fullmatch(value) is not None


def is_version(value):
    return isinstance(value, str) and VERSION.fullmatch(value) is not None


def is_range(value):
    """Versions with comparisons before them, separated by commas; 0 is any."""
    return value in (0, '0') or isinstance(value, str) and all(
        VERSION.fullmatch(re.sub(r'^(==|!=|>=|<=|>|<)\s*', '', part.strip())) for part in value.split(','))


def wrong_extension(name, extension, files):
    if not is_term(name):
        yield f'provides: "{name}" is no name of an extension'
    for key in 'file', 'version':
        if key not in extension:
            yield f'provides.{name} has no {key}'
    if not is_version(extension.get('version')):
        yield f'provides.{name}.version is no version with three numbers'
    for key in 'file', 'docfile':
        if key in extension and files is not None and extension[key] not in files:
            yield f'provides.{name}.{key}: the archive has no {extension[key]}'
    if 'abstract' in extension and not is_text(extension['abstract']):
        yield f'provides.{name}.abstract is empty'


def wrong_requirements(prereqs):
    for phase, relationships in prereqs.items():
        if phase not in PHASES and not phase.lower().startswith('x_'):
            yield f'prereqs: there is no phase {phase}'
        for relationship, wanted in relationships.items():
            if relationship not in RELATIONSHIPS and not relationship.lower().startswith('x_'):
                yield f'prereqs.{phase}: there is no relationship {relationship}'
            for name, versions in wanted.items():
                if not is_term(name) or not is_range(versions):
                    yield f'prereqs.{phase}.{relationship}.{name}: {versions} is no range of versions'


def wrong(meta, files=None):
    for key in sorted(REQUIRED - meta.keys()):
        yield f'{key} is missing'
    for key in sorted(meta.keys() - REQUIRED - OPTIONAL):
        if not key.lower().startswith('x_'):
            yield f'there is no key {key}'
    if not is_term(meta.get('name')):
        yield 'name is no name of a distribution'
    if not is_version(meta.get('version')):
        yield 'version is none with three numbers'
    for key in 'abstract', 'description', 'generated_by':
        if key in meta and not is_text(meta[key]):
            yield f'{key} is empty'
    maintainers = meta.get('maintainer')
    if not all(map(is_text, maintainers if isinstance(maintainers, list) and maintainers else [maintainers])):
        yield 'maintainer is nobody'
    license = meta.get('license')
    if isinstance(license, dict):
        if not license or not all(re.match(r'https?://', str(url)) for url in license.values()):
            yield 'license: each needs its address'
    elif not license or not all(one in LICENSES for one in (license if isinstance(license, list) else [license])):
        yield f'license: {license} is none that the specification knows'
    if not meta.get('provides'):
        yield 'provides is empty'
    for name, extension in (meta.get('provides') or {}).items():
        yield from wrong_extension(name, extension, files)
    yield from wrong_requirements(meta.get('prereqs', {}))
    tags = meta.get('tags', [])
    if not isinstance(tags, list) or not all(is_term(tag) and len(tag) < 256 for tag in tags):
        yield 'tags are not all words'
    if meta.get('release_status', 'stable') not in ('stable', 'testing', 'unstable'):
        yield 'release_status is none that the specification knows'
    if (meta.get('meta-spec') or {}).get('version') != '1.0.0':
        yield 'meta-spec.version is not 1.0.0'


def main():
    with open(sys.argv[1], encoding='utf-8') as file:
        meta = json.load(file)
    files = None
    if len(sys.argv) > 2:
        with open(sys.argv[2], encoding='utf-8') as file:
            files = set(file.read().splitlines())
    problems = list(wrong(meta, files))
    for problem in problems:
        print(f'# META.json: {problem}')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
