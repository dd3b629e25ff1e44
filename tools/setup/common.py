"""What every part of the set-up uses: errors, progress, commands."""

import subprocess


class SetupError(Exception):
    """Something the user has to know or do, in one line."""


class CommandFailed(SetupError):
    """A command went wrong; `output` is all that it said."""

    def __init__(self, line, output):
        super().__init__(line)
        self.output = output


def say(line):
    """Progress: short, plain, and visible at once."""
    print(f"set-up: {line}", flush=True)


def run(command, failure, **options):
    """Run a command quietly; when it fails, its last words become part of the one line that the user sees."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", **options)
    except FileNotFoundError:
        raise SetupError(f"{failure}: {command[0]} is not installed") from None
    if done.returncode != 0:
        words = (done.stderr.strip() or done.stdout.strip()).splitlines()
        errors = [line for line in words if line.lower().startswith(("error", "e:", "npm err"))]
        last = (errors or words or ["no reason given"])[-1].strip()
        raise CommandFailed(f"{failure}: {last}", done.stdout + done.stderr)
    return done.stdout
