#!/usr/bin/env python3
"""A short training run on a handful of clips: what it writes is a head that tells them apart, and the same one again.

usage: train_test.py --models FOLDER --recordings FOLDER      (tests/unit/openvino/data)
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import openvino as ov
import soundfile

from features import RATE, Embedder
from train import POINTS, windows

SIZE_MAX = 500_000
# Where the wake word ends in the recordings, in seconds, as the recogniser has it.
ENDS = {"heart_request": 0.4, "adam_request": 0.34}
OTHERS = ("heart_reply", "adam_reply")
COPIES = 3  # so that one can judge


def read_raw(path):
    return np.frombuffer(path.read_bytes(), "<i2").astype(np.float32) / 32768


def write_clips(recordings, folder):
    lines = []
    for kind, names in (("wake", ENDS), ("other", OTHERS)):
        (folder / kind).mkdir(parents=True)
        for name in names:
            for copy in range(COPIES):
                file = folder / kind / f"{name}-{copy}.flac"
                soundfile.write(file, read_raw(recordings / f"{name}.s16") * (1 - 0.2 * copy), RATE)
                if kind == "wake":
                    word = {"text": "Alexa", "from": 0.2, "to": ENDS[name], "confidence": 0.9}
                    lines.append(json.dumps({"file": str(file), "words": [word]}))
    words = folder / "words.jsonl"
    words.write_text("\n".join(lines) + "\n")
    return words


def train(options, clips, words, out, seed):
    command = [sys.executable, "-B", str(Path(__file__).with_name("train.py")), "--models", str(options.models)]
    command += ["--clips", str(clips), "--words", str(words), "--out", str(out), "--seed", str(seed), "--steps", "60"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return out.with_suffix(".bin").read_bytes()


def best_score(head, points):
    return max(head([row.reshape(1, POINTS, -1)])[0].item() for row in windows(points, range(POINTS - 1, len(points))))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--recordings", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        words = write_clips(options.recordings, folder / "clips")
        first = train(options, folder / "clips", words, folder / "first", 1)
        assert len(first) <= SIZE_MAX, f"{len(first)} bytes of weights"
        assert train(options, folder / "clips", words, folder / "again", 1) == first, "one seed, two heads"
        assert train(options, folder / "clips", words, folder / "other", 2) != first, "the seed does not matter"
        facts = json.loads((folder / "first.json").read_text())
        assert facts["data"]["clips"] == (len(ENDS) + len(OTHERS)) * COPIES, facts
        head = ov.Core().compile_model(str(folder / "first.xml"), "CPU")
        embedder = Embedder(options.models)
        for name in ENDS:
            score = best_score(head, embedder.points(read_raw(options.recordings / f"{name}.s16")))
            assert score > 0.5, f"{name}: {score}"
        for name in OTHERS:
            score = best_score(head, embedder.points(read_raw(options.recordings / f"{name}.s16")))
            assert score < 0.5, f"{name}: {score}"
    print("a short training run gives a head")


if __name__ == "__main__":
    main()
