"""Sound files to speech embeddings, as src/adapters/openvino/speech_embedding.cpp makes them."""

import numpy as np
import openvino as ov
import soundfile

RATE = 16000
LEAD = 480
STEP = 1280
FRAMES = 76
BANDS = 32
POINT = 96
SILENCE = 16 * STEP  # before every sound, as after a reset
TAIL = 8 * STEP  # the score rests on what follows, too


def read_sound(path):
    """Mono float in [-1, 1), 16 kHz."""
    sound, rate = soundfile.read(path, dtype="float32")
    if rate != RATE or sound.ndim != 1:
        raise SystemExit(f"{path}: not 16 kHz mono")
    return sound


class Embedder:
    def __init__(self, models):
        core = ov.Core()
        settings = {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"}
        self.mel = core.compile_model(core.read_model(models / "embedding" / "melspectrogram.onnx"), "CPU", settings)
        self.net = core.compile_model(core.read_model(models / "embedding" / "embedding_model.onnx"), "CPU", settings)

    def points(self, sound):
        """One point each 80 ms, shape (n, 96); the first rests on the first 80 ms of the silence before the sound."""
        room = np.zeros(LEAD + SILENCE, np.float32)
        whole = np.concatenate([room, np.asarray(sound, np.float32), np.zeros(TAIL, np.float32)])
        steps = (len(whole) - LEAD) // STEP
        whole = np.clip(whole[: LEAD + steps * STEP], -1, 1) * 32768
        # Step by step, as when it is heard: a mel frame is cut off 80 dB below the loudest of those made with it.
        mel = [self.mel([whole[None, i * STEP : i * STEP + LEAD + STEP]])[0].reshape(-1, BANDS) for i in range(steps)]
        mel = np.concatenate(mel) / 10 + 2
        # Before the sound the embedding's window is full of silence already.
        mel = np.concatenate([np.repeat(mel[:1], FRAMES - 8, 0), mel])
        batch = np.stack([mel[8 * i : 8 * i + FRAMES] for i in range(steps)])[..., None].astype(np.float32)
        parts = [self.net([part])[0].reshape(-1, POINT) for part in np.array_split(batch, len(batch) // 256 + 1)]
        return np.concatenate(parts)
