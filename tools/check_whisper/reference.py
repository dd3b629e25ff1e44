"""Transcribes files with faster-whisper: one JSON object a line with file, text and seconds.

usage: reference.py WEIGHTS_FOLDER FILE...      (check_whisper.py runs this in an environment of its own)
"""

import json
import sys
import time
from pathlib import Path

from faster_whisper import WhisperModel


def main(weights, *files):
    model = WhisperModel(weights, device="cpu", compute_type="float32", cpu_threads=2)
    for file in files:
        start = time.perf_counter()
        # Greedy, as ours; everything else as it comes, so also its own second tries when a text looks wrong.
        segments, _ = model.transcribe(file, language="en", beam_size=1, condition_on_previous_text=False)
        text = "".join(segment.text for segment in segments).strip()
        seconds = round(time.perf_counter() - start, 3)
        print(json.dumps({"file": Path(file).name, "text": text, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
