"""Opening a package: bounded, complete, each file with the hash its manifest gives."""

import zipfile

from council.verifier.faults import Fault, Unreadable, need, read_json, sha

MOST_FILES = 200
MOST_BYTES = 300_000_000
NEEDED = (
    "parameters.json",
    "roll.json",
    "ballots.json",
    "recusals.json",
    "events.json",
    "journal.jsonl",
    "result.json",
    "counters.json",
)


def open_package(path):
    """Return the files of a package by name; Unreadable when it is none, Fault when one differs."""
    try:
        with zipfile.ZipFile(path) as archive:
            files = read_files(archive)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise Unreadable("ce fichier n’est pas un paquet lisible (" + str(error) + ")") from None
    except Exception as error:  # zlib errors have no common base in the standard library
        if isinstance(error, (Fault, Unreadable)):
            raise
        raise Unreadable("ce paquet est abîmé (" + str(error) + ")") from None
    check_manifest(files)
    return files


def read_files(archive):
    """Return the content of each member, within bounds that no honest package reaches."""
    members = archive.infolist()
    if len(members) > MOST_FILES or sum(m.file_size for m in members) > MOST_BYTES:
        raise Unreadable("ce paquet est trop gros pour en être un")
    files = {}
    for member in members:
        need(member.filename not in files, member.filename, "ce fichier figure deux fois")
        with archive.open(member) as stream:
            content = stream.read(MOST_BYTES + 1)
        if len(content) > member.file_size:
            raise Unreadable("un fichier est plus gros que ce que le paquet annonce")
        files[member.filename] = content
    return files


def check_manifest(files):
    """Compare each file with the manifest, and the manifest with the files."""
    need("manifest.json" in files, "manifest.json", "ce fichier manque")
    manifest = read_json("manifest.json", files["manifest.json"])
    need(isinstance(manifest, dict), "manifest.json", "ce n’est pas un manifeste")
    listed = manifest.get("files")
    need(isinstance(listed, dict), "manifest.json", "la liste des fichiers manque")
    for name in NEEDED:
        need(name in files, name, "ce fichier manque")
    for name in sorted(listed):
        need(name in files, name, "annoncé par le manifeste, il manque")
        need(sha(files[name]) == listed[name], name, "il n’a pas l’empreinte du manifeste")
    for name in sorted(files):
        need(name in listed or name == "manifest.json", name, "il n’est pas au manifeste")
