"""Runs clang-tidy over the product's sources and remembers what passed.

A source is checked again only when it, a header of ours that it reaches, its compile command, .clang-tidy, the pins of
the engines or clang-tidy itself have changed. Exit status: 0 nothing found, 1 something found, 2 wrong usage.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

INCLUDE = re.compile(rb'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True, help="folder with compile_commands.json")
    parser.add_argument("--cache", type=pathlib.Path, required=True, help="folder for the list of what passed")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--clang-tidy", default="clang-tidy-16")
    parser.add_argument("sources", nargs="*", type=pathlib.Path, help="only these (default: all of src/ and apps/)")
    return parser.parse_args()


def commands(root, build):
    """Compile command of each .cpp file below src/ and apps/, by absolute path."""
    entries = json.loads((build / "compile_commands.json").read_text())
    found = {}
    for entry in entries:
        path = (pathlib.Path(entry["directory"]) / entry["file"]).resolve()
        if path.suffix == ".cpp" and any(path.is_relative_to(root / room) for room in ("src", "apps")):
            found[path] = entry["command"]
    return found


def reached(root, source):
    """The source and every file of ours that it includes, directly or not, sorted."""
    seen, waiting = set(), [source]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for name in INCLUDE.findall(path.read_bytes()):
            for base in (path.parent, root / "src", root / "third_party"):
                candidate = (base / os.fsdecode(name)).resolve()
                if candidate.is_file() and candidate.is_relative_to(root):
                    waiting.append(candidate)
                    break
    return sorted(seen)


def fingerprint(root, source, command, common):
    digest = hashlib.sha256(common)
    # The output path names the build folder, which does not matter.
    words = [word for word in shlex.split(command) if word.startswith(("-D", "-I", "-i", "-std", "-f", "-m"))]
    digest.update("\0".join(words).replace(str(root), "").encode())
    for path in reached(root, source):
        digest.update(str(path.relative_to(root)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def common_part(root, clang_tidy):
    parts = [subprocess.run([clang_tidy, "--version"], check=True, capture_output=True).stdout]
    for name in (".clang-tidy", "tools/setup/pins.toml", "tools/clang_tidy.py"):
        path = root / name
        parts.append(path.read_bytes() if path.is_file() else b"")
    return b"\0".join(parts)


def check(clang_tidy, build, source):
    """What clang-tidy finds in one source; an empty string if nothing."""
    # g++ already gives the warnings, and clang has other ones under the same flags. Its limit on the work of constant
    # expressions is lower than that of g++.
    command = [clang_tidy, "--quiet", "-p", str(build), "--extra-arg=-w", "--extra-arg=-fconstexpr-steps=100000000"]
    done = subprocess.run([*command, str(source)], capture_output=True, text=True)
    return "" if done.returncode == 0 else (done.stdout.strip() or done.stderr.strip())


def main():
    arguments = parse_arguments()
    root = pathlib.Path(__file__).resolve().parent.parent
    try:
        known = commands(root, arguments.build)
    except FileNotFoundError:
        print(f"{arguments.build}/compile_commands.json is missing: configure first", file=sys.stderr)
        return 2
    wanted = [path.resolve() for path in arguments.sources] or sorted(known)
    common = common_part(root, arguments.clang_tidy)
    arguments.cache.mkdir(parents=True, exist_ok=True)
    marks = {path: arguments.cache / fingerprint(root, path, known[path], common) for path in wanted if path in known}
    waiting = [path for path, mark in marks.items() if not mark.exists()]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        running = {pool.submit(check, arguments.clang_tidy, arguments.build, path): path for path in waiting}
        for future in concurrent.futures.as_completed(running):
            path = running[future]
            if found := future.result():
                failed += 1
                print(found, flush=True)
            else:
                marks[path].touch()
    print(f"clang-tidy: {len(marks)} files, {len(waiting)} looked at anew, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
