"""Make the course's environment and start the course, with nothing but Python installed.

    python bootstrap.py start          open the course (the first time it installs what it needs)
    python bootstrap.py env            only make the learner's environment
    python bootstrap.py test           make the test environment, run every check and every test
    python bootstrap.py lint           only the checks
    python bootstrap.py run ARGUMENTS  run the test environment's Python with these arguments

What stands after ``start`` goes to ``course start``, what stands after ``test`` goes to pytest.
This file keeps to a syntax that every old Python can read, so that it can say that it is too old.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "The course needs Python 3.11 or newer; this is %d.%d.%d (%s).\n"
        "Install a newer Python beside it, then start the course with that one, for example:\n"
        "    make start PYTHON=python3.12" % (tuple(sys.version_info[:3]) + (sys.executable,))
    )

import errno
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LEARN = (".venv", "requirements.lock")
TEST = (".venv-test", "requirements-test.lock")
CHECKS = (
    ("-m", "ruff", "check", "."),
    ("-m", "ruff", "format", "--check", "."),
    ("-m", "mypy"),
    ("-P", "-m", "course", "lint"),
)
# The file by which an environment is known as ours; it holds what was installed, once all is.
STAMP = "runners-back.json"
DISK_NEEDED = 900 * 1024**2
DISK_FULL = "The disk is full. Make room (about 1 GB), then start again."
NO_NETWORK = (
    "connection",
    "dns error",
    "error sending request",
    "getaddrinfo",
    "max retries exceeded",
    "name resolution",
    "network is unreachable",
    "timed out",
)


class Stop(Exception):
    """Something that the person at the keyboard can mend; its text says what and how."""


def python_of(env):
    """Return the path of an environment's own Python."""
    return env.joinpath(*(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))


def ensure(root, kind):
    """Make an environment unless it is there and complete.

    Parameters
    ----------
    root : Path
        The folder of the course, where the locks lie and the environment is made.
    kind : tuple of str
        Name of the environment's folder and of the lock to install: ``LEARN`` or ``TEST``.

    Returns
    -------
    Path
        The environment's Python.
    """
    env, lock = root / kind[0], root / kind[1]
    wanted = {"lock": hashlib.sha256(lock.read_bytes()).hexdigest(), "folder": str(root)}
    if read_stamp(env) == wanted and python_of(env).exists():
        return python_of(env)
    clear_away(env)
    check_before(root)
    try:
        create(env)
        install(root, env, lock)
        write_stamp(env, wanted)
    except BaseException as problem:
        shutil.rmtree(str(env), ignore_errors=True)
        if isinstance(problem, OSError):
            raise Stop(explain(problem, root))
        raise
    return python_of(env)


def read_stamp(env):
    """Return what was installed into an environment, None if nothing is known."""
    try:
        return json.loads((env / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def write_stamp(env, content):
    """Note in an environment what was installed into it."""
    (env / STAMP).write_text(json.dumps(content), encoding="utf-8")


def clear_away(env):
    """Remove an environment of ours that is old, moved or half-done; never somebody else's."""
    if not os.path.lexists(str(env)):
        return
    if env.is_symlink() or not env.is_dir():
        ours = False
    else:
        ours = (env / STAMP).exists() or not any(env.iterdir())
    if not ours:
        raise Stop(
            "The course wants to make %s, but something else of that name is there.\n"
            "Rename it or delete it, then start again." % env
        )
    try:
        shutil.rmtree(str(env))
    except OSError as problem:
        raise Stop(
            "The course must be installed anew, but %s cannot be removed (%s).\n"
            "If the course is still running in another window, stop it there (Ctrl+C), "
            "then start again." % (env, problem.strerror)
        )


def check_before(root):
    """Say what is missing before anything is made."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Stop(
            "This Python (%s) has no 'venv' module, which the course needs.\n"
            "On Debian and Ubuntu install it with:\n"
            "    sudo apt install python%d.%d-venv" % ((sys.executable,) + sys.version_info[:2])
        )
    free = shutil.disk_usage(str(root)).free
    if free < DISK_NEEDED:
        raise Stop(
            "The course needs about %d MB of free disk space; in %s there are %d MB.\n"
            "Make room, then start again." % (DISK_NEEDED // 1024**2, root, free // 1024**2)
        )


def create(env):
    """Make an empty virtual environment with pip."""
    import venv

    env.mkdir()
    # From here on an interrupted installation is known as ours, and the next start clears it.
    write_stamp(env, "unfinished")
    say("Preparing the course. This is done once and takes a minute or two.")
    say("  1 of 2  a Python of its own in " + env.name)
    venv.EnvBuilder(symlinks=os.name != "nt").create(str(env))
    failed = attempt([python_of(env), "-m", "ensurepip", "--upgrade", "--default-pip"])
    if failed:
        raise Stop(why(failed))


def install(root, env, lock):
    """Install the locked packages, then the course itself in place."""
    say("  2 of 2  the packages (about 100 MB to download)")
    python = python_of(env)
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    pip += ["--retries", "2"]
    # Without --no-config it would read the constraints in pyproject.toml and ask for their hashes.
    uv = [python, "-m", "uv", "--no-config", "pip", "install", "--quiet", "--python", python]
    locked = ["--require-hashes", "-r"]
    course = ["--no-deps", "--no-build-isolation", "-e", "."]
    # uv is several times as fast, but not every kind of computer has it; pip is everywhere.
    failed = attempt(pip + ["--only-binary", ":all:"] + locked + [root / "bootstrap.lock"], root)
    if no_network(failed):
        raise Stop(why(failed))
    if not failed:
        failed = attempt(uv + locked + [lock], root)
        failed = failed or attempt(uv + ["--offline"] + course, root)
    if failed:
        failed = attempt(pip + locked + [lock], root) or attempt(
            pip + ["--no-index"] + course, root
        )
    if failed:
        raise Stop(why(failed))


def attempt(command, folder=None):
    """Run an installer quietly; return "" when it worked, otherwise what it said."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder and str(folder),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return "" if done.returncode == 0 else done.stdout.strip() or "It ended without a word."


def no_network(output):
    """Return the first line of an installer's output that tells of a missing network, or ""."""
    lines = (line for line in output.splitlines() if any(s in line.lower() for s in NO_NETWORK))
    return next(lines, "")


def why(output):
    """Return what an installer's failure means for the person, and the mend."""
    if no_network(output):
        return (
            "The packages of the course could not be fetched: no answer from the network.\n"
            "Only this first start needs the internet. Check the connection, then start again.\n"
            "The installer said:\n    " + no_network(output)[:300]
        )
    if "no space left" in output.lower():
        return DISK_FULL
    return (
        "The packages of the course could not be installed. Start again; if it happens twice, "
        "please report it with these lines:\n    " + "\n    ".join(output.splitlines()[-6:])
    )


def environment():
    """Return the environment variables without those that pull in another Python's packages."""
    strangers = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX", "__PYVENV_LAUNCHER__")
    kept = {name: value for name, value in os.environ.items() if name not in strangers}
    # pip refuses to work in an environment of its own when the person's settings say "user".
    kept["PIP_USER"] = "0"
    return kept


def explain(problem, root):
    """Return what an error of the file system means for the person, and the mend."""
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            "The course cannot write into its folder, %s.\n"
            "Copy the folder to a place of your own, such as your home folder, and start it there."
            % root
        )
    if problem.errno == errno.ENOSPC:
        return DISK_FULL
    return "The course could not be installed in %s: %s" % (root, problem)


def say(text):
    """Print at once, also where the output is no terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def run(python, arguments):
    """Run an environment's Python until it ends; return its exit code."""
    child = subprocess.Popen([str(python)] + list(arguments), env=environment())
    # Ctrl+C reaches the child as well, and it is the child that tidies up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, _: child.send_signal(number))
    return child.wait()


def checked(python):
    """Run the checks one after the other; return the first exit code that is not 0, or 0."""
    for arguments in CHECKS:
        say("$ python " + " ".join(arguments))
        code = subprocess.run(
            [str(python)] + list(arguments), cwd=str(ROOT), env=environment()
        ).returncode
        if code:
            return code
    return 0


def main(arguments):
    """Do what the first argument names; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    verb, rest = (arguments or ["help"])[0], arguments[1:]
    try:
        if verb == "start":
            return run(ensure(ROOT, LEARN), ["-P", "-m", "course", "start"] + rest)
        if verb == "env":
            ensure(ROOT, LEARN)
            return 0
        if verb == "run":
            return run(ensure(ROOT, TEST), rest)
        if verb in ("lint", "test"):
            python = ensure(ROOT, TEST)
            code = checked(python)
            if code or verb == "lint":
                return code
            os.chdir(str(ROOT))
            # More files at once than cores: a test often waits for a kernel or a browser.
            together = ["-n", str(min(4, (os.cpu_count() or 1) + 1)), "--dist", "loadfile"]
            return run(python, ["-m", "pytest"] + together + rest)
    except Stop as problem:
        sys.stderr.write("\n%s\n" % problem)
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Nothing is broken: start again whenever you like.\n")
        return 130
    say(__doc__)
    return 0 if verb in ("help", "-h", "--help") else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
