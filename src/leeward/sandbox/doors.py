"""What a worker may still do, and how every other door is closed for good (Linux only)."""

import ctypes
import errno
import os
import platform
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from leeward.model.errors import SandboxError
from leeward.sandbox import filters

DESCRIPTORS: Final = 32  # that a worker may have open
NICER: Final = 5

_FIRST_TO_GO: Final = "800"  # of 1000: when the machine runs out of memory, a worker goes before its parent

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_SECCOMP_MODE_FILTER: Final = 2
_CAPSET: Final = {"x86_64": 126, "aarch64": 91}
_CAPABILITY_VERSION_3: Final = 0x20080522
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing the platform gives the sandbox, or does not. What is needed and missing stops the start."""

    name: str
    is_there: bool
    detail: str
    is_needed: bool = True


def capabilities() -> tuple[Capability, ...]:
    """Say what this platform can do for the sandbox. Looks only; closes nothing."""
    machine = platform.machine()
    return (
        Capability("Linux", sys.platform == "linux", platform.system()),
        Capability("processor", machine in filters.MACHINES, machine),
        Capability("system call filter", _has_seccomp(), "seccomp"),
        Capability("process handles", _has_pidfd(), "pidfd_open"),
        Capability("empty network", _has_namespaces(), "besides the filter, if allowed", is_needed=False),
    )


def require() -> None:
    """Make sure that workers can be locked in here.

    Raises:
        SandboxError: something needed is missing.
    """
    missing = [one for one in capabilities() if one.is_needed and not one.is_there]
    if missing:
        names = ", ".join(f"{one.name} ({one.detail})" for one in missing)
        raise SandboxError(
            f"decoders cannot be locked in on this machine, it lacks: {names}",
            hint="use Linux 5.4 or newer on x86_64 or aarch64; in a container allow seccomp and pidfd_open",
        )


def _has_seccomp() -> bool:
    try:
        actions = Path("/proc/sys/kernel/seccomp/actions_avail").read_text("ascii")
    except OSError:
        return False
    return {"allow", "errno", "kill_process"} <= set(actions.split())


def _has_pidfd() -> bool:
    if not hasattr(os, "pidfd_open"):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


def _has_namespaces() -> bool:
    try:
        return int(Path("/proc/sys/user/max_user_namespaces").read_text("ascii")) > 0
    except (OSError, ValueError):
        return False


def leave_network() -> bool:
    """Move this process, single-threaded still, into an empty network; False where that is not allowed."""
    uid, gid = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) == 0:
        return True
    # in a user namespace root could no longer read a library that belongs to somebody else
    if uid == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return False
    with suppress(OSError):  # without a map the ids read 65534, which harms nothing here
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1", "ascii")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1", "ascii")
    return True


def die_with(parent: int) -> None:
    """Let the kernel end this process when its parent `parent` ends, even if that is gone already."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def close_doors(parent: int, memory_bytes: int, link: int) -> tuple[str, ...]:
    """Lock this process in for good and return the names of the doors closed.

    Args:
        parent: the process it dies with.
        memory_bytes: address space it may take beyond what it has now.
        link: the only descriptor beyond 2 that stays open.

    Raises:
        OSError, ValueError: a door does not close; the process must not go on.
    """
    die_with(parent)
    os.setsid()
    os.nice(NICER)
    os.closerange(3, link)
    os.closerange(link + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    os.environ.clear()
    with suppress(OSError):  # a container may forbid it
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, "ascii")
    _limit(memory_bytes)
    _prctl(_PR_SET_DUMPABLE, 0)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _drop_capabilities()
    _filter_calls()
    return "parent", "descriptors", "memory", "writing", "core dumps", "privileges", "system calls"


def _limit(memory_bytes: int) -> None:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    _lower(resource.RLIMIT_AS, pages * resource.getpagesize() + memory_bytes)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_NOFILE, DESCRIPTORS)
    _lower(resource.RLIMIT_MEMLOCK, 0)
    _lower(resource.RLIMIT_MSGQUEUE, 0)


def _lower(what: int, to: int) -> None:
    if to < 0:
        raise ValueError("a limit below zero: the kernel would read it as none")
    hard = resource.getrlimit(what)[1]
    limit = to if hard == resource.RLIM_INFINITY else min(to, hard)
    resource.setrlimit(what, (limit, limit))


def _drop_capabilities() -> None:
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    libc = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _check("capset", libc.syscall, _CAPSET[platform.machine()], head, (ctypes.c_uint32 * 6)())


class _Program(ctypes.Structure):
    _fields_ = (("steps", ctypes.c_ushort), ("first", ctypes.c_char_p))


def _filter_calls() -> None:
    code = filters.program(filters.MACHINES[platform.machine()], os.getpid())
    listed = _Program(len(code) // 8, code)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(listed))


def _prctl(option: int, second: object, third: object = 0) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    wide = [ctypes.c_ulong(part) if isinstance(part, int) else part for part in (second, third)]
    _check("prctl", libc.prctl, option, *wide, zero, zero)


def _check(name: str, call: Callable[..., int], *arguments: object) -> None:
    if call(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name} failed with {errno.errorcode.get(code, code)}")
