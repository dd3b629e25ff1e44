"""Pieces that several model graphs share: constants, layers, and the way from sound to mel bands."""

import os
import tempfile
from pathlib import Path

import numpy as np
import openvino as ov
from openvino import opset13 as op

SAMPLE_RATE = 16000
WINDOW = 400  # 25 ms
HOP = 160  # 10 ms
BINS = WINDOW // 2 + 1


def ints(*values):
    """A one-dimensional int64 constant, for shapes and axes."""
    return op.constant(np.array(values, np.int64))


def scalar(value):
    """A rank-0 int64 constant, for the axis of a gather."""
    return op.constant(np.array(value, np.int64))


def floats(array):
    """Weights go in as float32; saving stores them as float16 where that was asked for."""
    return op.constant(np.ascontiguousarray(array, dtype=np.float32))


def linear(x, weight, bias):
    """x @ weight.T + bias, for weights that are stored as (out, in)."""
    return op.add(op.matmul(x, floats(weight), False, True), floats(bias))


def hann(length):
    """The periodic Hann window, as spectral analysis wants it."""
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)


def slaney_filters(bands):
    """Triangular mel filters of equal area, (bands, BINS): linear up to 1 kHz, logarithmic above."""
    log_step = np.log(6.4) / 27

    def to_mel(hertz):
        above = 15 + np.log(np.maximum(hertz, 1e-9) / 1000) / log_step
        return np.where(hertz >= 1000, above, hertz * 3 / 200)

    def to_hertz(mel):
        return np.where(mel >= 15, 1000 * np.exp(log_step * (mel - 15)), mel * 200 / 3)

    top = np.array(SAMPLE_RATE / 2)
    bins = np.linspace(0, top, BINS)
    edges = to_hertz(np.linspace(to_mel(np.array(0.0)), to_mel(top), bands + 2))
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    area = 2 / (edges[2:] - edges[:-2])
    return np.maximum(0, np.minimum(rising, falling)) * area[:, None]


def mel_power(audio, bands, padding):
    """(1, samples) -> (1, bands, samples / HOP + 1), the power in each mel band, centred on multiples of HOP.

    The Fourier transform is a strided convolution with windowed cosines and sines, so that it needs no operator that an
    inference engine might lack; `padding` is how the half window before and after the sound is filled.
    """
    angle = 2 * np.pi * np.outer(np.arange(BINS), np.arange(WINDOW)) / WINDOW
    waves = np.concatenate([np.cos(angle), np.sin(angle)]) * hann(WINDOW)
    half = ints(0, 0, WINDOW // 2)
    x = op.unsqueeze(audio, ints(1))
    x = op.pad(x, half, half, padding, op.constant(np.float32(0)))
    x = op.convolution(x, floats(waves[:, None]), [HOP], [0], [0], [1])
    x = op.reshape(op.multiply(x, x), ints(1, 2, BINS, -1), False)
    power = op.reduce_sum(x, ints(1), False)
    return op.matmul(floats(slaney_filters(bands)[None]), power, False, False)


def mel_power_reference(audio, bands, padding):
    """What mel_power computes, by numpy's FFT in double precision: the yardstick that conversion checks itself by."""
    x = np.pad(np.asarray(audio, np.float64), WINDOW // 2, mode=padding)
    frames = np.lib.stride_tricks.sliding_window_view(x, WINDOW)[::HOP]
    spectrum = np.abs(np.fft.rfft(frames * hann(WINDOW), WINDOW)) ** 2
    return slaney_filters(bands) @ spectrum.T


def name_outputs(results, names):
    """Give each output the name by which the program asks for it."""
    for result, name in zip(results, names, strict=True):
        result.output(0).get_tensor().set_names({name})


def save(model, path, half_precision):
    """Write PATH.xml and PATH.bin whole or not at all: the .xml, which makes a model count as there, comes last."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        draft = Path(scratch) / path.name
        ov.save_model(model, draft, compress_to_fp16=half_precision)
        os.replace(draft.with_suffix(".bin"), path.with_suffix(".bin"))
        os.replace(draft, path)


def speech_like_sound(seconds, seed=1):
    """Sweeping tones with pauses over soft noise: enough like speech to check a spectrogram by."""
    rng = np.random.default_rng(seed)
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tones = sum(np.sin(2 * np.pi * f * t * (1 + 0.1 * np.sin(t * f / 90))) / f**0.5 for f in (120, 480, 1900, 3600))
    return (tones * (np.sin(5 * t) > -0.3) + 0.01 * rng.standard_normal(len(t))).astype(np.float32) * 0.2


def expect_close(seen, wanted, tolerance, what):
    """Stop the conversion when a graph does not compute what it should."""
    worst = float(np.max(np.abs(seen - wanted)))
    if not worst <= tolerance:
        raise SystemExit(f"{what}: differs from the reference by {worst:.2g}, allowed is {tolerance:g}")


def run_once(path, inputs):
    """All outputs of a model on the CPU in full precision."""
    compiled = ov.Core().compile_model(path, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return list(compiled(inputs).values())
