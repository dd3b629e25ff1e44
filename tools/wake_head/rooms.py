"""Changes of a clip: speed, an echo, a noise, a level. All of it made up here; no recording goes in."""

import numpy as np

RATE = 16000


def faster(sound, speed):
    """Resampled by linear interpolation: pitch changes along, as between people."""
    places = np.arange(0, len(sound) - 1, speed)
    return np.interp(places, np.arange(len(sound)), sound).astype(np.float32)


def echo(sound, seconds, random):
    """A room of this reverberation time: noise that decays by 60 dB, after the direct sound."""
    length = int(seconds * RATE)
    tail = random.normal(0, 1, length) * 10 ** (-3 * np.arange(length) / length)
    tail[: int(0.003 * RATE)] = 0
    tail *= random.uniform(0.3, 0.9) / np.sqrt((tail**2).sum() + 1e-9)
    tail[0] = 1
    size = 1 << int(np.ceil(np.log2(len(sound) + length)))
    whole = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)
    return whole[: len(sound) + length // 4].astype(np.float32)


def colored(length, slope, random):
    """Noise whose power falls by `slope` times 3 dB an octave."""
    spectrum = np.fft.rfft(random.normal(0, 1, length))
    spectrum *= np.maximum(np.arange(len(spectrum)), 8) ** (-slope / 2)
    noise = np.fft.irfft(spectrum, length)
    return (noise / (noise.std() + 1e-9)).astype(np.float32)


def clatter(length, random):
    """Short bright knocks at random times, as of dishes."""
    noise = np.zeros(length, np.float32)
    for _ in range(max(1, int(length / RATE * random.uniform(1, 4)))):
        size = int(random.uniform(0.02, 0.25) * RATE)
        start = int(random.integers(max(1, length - size)))
        tone = np.sin(2 * np.pi * random.uniform(800, 5000) * np.arange(size) / RATE) + random.normal(0, 0.5, size)
        end = min(length, start + size)
        noise[start:end] += (tone * np.exp(-np.arange(size) / size * 6))[: end - start]
    return noise / (noise.std() + 1e-9)


def change(sound, random):
    """A version of `sound`, and how much faster it is."""
    speed = random.uniform(0.88, 1.14)
    changed = faster(sound, speed)
    if random.random() < 0.7:
        changed = echo(changed, random.uniform(0.15, 0.7), random)
    changed *= 10 ** (random.uniform(-22, 4) / 20)
    if random.random() < 0.8:
        noise = colored(len(changed), random.uniform(0, 2), random)
        if random.random() < 0.3:
            noise = noise + clatter(len(changed), random)
        loud = np.sqrt((changed**2).mean()) + 1e-9
        changed = changed + noise / (noise.std() + 1e-9) * loud * 10 ** (-random.uniform(3, 30) / 20)
    return np.clip(changed, -1, 1).astype(np.float32), speed
