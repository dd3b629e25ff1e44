#!/usr/bin/env python3
"""Makes the sound files of scenes/ anew from the manifests (*.tsv) beside this script, with the project's own voices.

usage: make_scenes.py [--tool build/bin/scene_voices] [--out scenes] [MANIFEST...]

Build the tool first: ninja -C build scene_voices. Without MANIFEST all are made, which takes some minutes. The same
voices and the same kind of processor give the same files, byte for byte.
"""

import argparse
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def make(tool: pathlib.Path, manifest: pathlib.Path, out: pathlib.Path) -> None:
    pronunciations = ROOT / "data" / "lexicon" / "supplement.dict"
    # One thread: with more, the sums inside the model come in another order and the last bits differ.
    subprocess.run(
        [tool, "--threads", "1", "--pronunciations", pronunciations, manifest, out],
        check=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", type=pathlib.Path, default=ROOT / "build" / "bin" / "scene_voices")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "scenes")
    parser.add_argument("manifests", nargs="*", type=pathlib.Path, metavar="MANIFEST")
    arguments = parser.parse_args()
    if not arguments.tool.exists():
        print(f"make_scenes: {arguments.tool} is missing: build it with ninja -C build scene_voices", file=sys.stderr)
        return 1
    for manifest in arguments.manifests or sorted(HERE.glob("*.tsv")):
        try:
            make(arguments.tool, manifest, arguments.out)
        except subprocess.CalledProcessError as error:
            print(f"make_scenes: {manifest.name}: scene_voices failed ({error.returncode})", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
