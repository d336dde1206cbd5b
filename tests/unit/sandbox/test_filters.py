import struct

import pytest

from leeward.sandbox import filters

ALLOW, KILL, EPERM, ENOSYS = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
PID = 4711
BOTH = pytest.mark.parametrize("name", ["x86_64", "aarch64"])
NUMBERS = {
    "x86_64": {"read": 0, "execve": 59, "socket": 41, "openat": 257, "open": 2, "clone": 56, "clone3": 435}
    | {"mmap": 9, "mprotect": 10, "newfstatat": 262, "sendto": 44, "prlimit64": 302, "fcntl": 72, "ioctl": 16}
    | {"prctl": 157, "kill": 62, "tgkill": 234, "tkill": 200, "fork": 57, "vfork": 58, "sendmsg": 46}
    | {"connect": 42, "bind": 49, "unlinkat": 263, "memfd_create": 319, "setrlimit": 160, "ptrace": 101},
    "aarch64": {"read": 63, "execve": 221, "socket": 198, "openat": 56, "clone": 220, "clone3": 435}
    | {
        "mmap": 222,
        "mprotect": 226,
        "newfstatat": 79,
        "sendto": 206,
        "prlimit64": 261,
        "fcntl": 25,
        "ioctl": 29,
    }
    | {"prctl": 167, "kill": 129, "tgkill": 131, "tkill": 130, "sendmsg": 211}
    | {"connect": 203, "bind": 200, "unlinkat": 35, "memfd_create": 279, "setrlimit": 164, "ptrace": 117},
}


def verdict(name: str, call: int, *arguments: int, arch: int | None = None) -> int:
    """Run the filter as the kernel does (classic BPF, the instructions that we use)."""
    machine = filters.MACHINES[name]
    known = struct.pack("=IIQ", call & 0xFFFFFFFF, machine.audit_arch if arch is None else arch, 0)
    known += struct.pack("=6Q", *[*arguments, *[0] * (6 - len(arguments))])
    steps = list(struct.iter_unpack("=HBBI", filters.program(machine, PID)))
    at, held = 0, 0
    while True:
        code, yes, no, operand = steps[at]
        at += 1
        match code:
            case 0x06:
                return int(operand)
            case 0x20:
                (held,) = struct.unpack_from("=I", known, operand)
            case 0x15:
                at += yes if held == operand else no
            case 0x35:
                at += yes if held >= operand else no
            case 0x45:
                at += yes if held & operand else no
            case _:
                raise AssertionError(f"unknown instruction {code:#x}")


def verdict_of(name: str, call: str, *arguments: int) -> int:
    return verdict(name, NUMBERS[name][call], *arguments)


@BOTH
def test_a_filter_fits_into_the_kernel_s_limit(name: str) -> None:
    assert len(filters.program(filters.MACHINES[name], PID)) // 8 <= 4096


@BOTH
def test_what_a_decoder_needs_is_allowed(name: str) -> None:
    assert verdict_of(name, "read", 3) == ALLOW


@BOTH
@pytest.mark.parametrize(
    "call",
    ["socket", "connect", "bind", "sendmsg", "openat", "unlinkat", "memfd_create", "setrlimit", "tkill"],
)
def test_what_a_decoder_does_not_need_is_refused(name: str, call: str) -> None:
    assert verdict_of(name, call) == EPERM


@pytest.mark.parametrize("call", ["open", "fork", "vfork"])
def test_the_calls_only_x86_has_are_refused_too(call: str) -> None:
    assert verdict_of("x86_64", call) == EPERM


@BOTH
@pytest.mark.parametrize("call", ["execve", "ptrace"])
def test_what_no_decoder_ever_does_ends_the_process(name: str, call: str) -> None:
    assert verdict_of(name, call) == KILL


@pytest.mark.parametrize("arch", [0x40000003, 0xC00000B7, 0])
def test_another_architecture_s_calls_end_the_process(arch: int) -> None:
    assert verdict("x86_64", 0, arch=arch) == KILL


def test_the_x32_calls_end_the_process() -> None:
    assert verdict("x86_64", 0x40000000) == KILL
    assert verdict("x86_64", -1) == KILL


@BOTH
@pytest.mark.parametrize("call", range(600, 700))
def test_calls_of_a_kernel_to_come_are_refused(name: str, call: int) -> None:
    assert verdict(name, call) == EPERM


HIGH = 1 << 32


@BOTH
@pytest.mark.parametrize(
    ("call", "arguments", "expected"),
    [
        ("clone", (0x3D0F00,), ALLOW),
        ("clone", (0x7D0F00,), ALLOW),
        ("clone", (0x11,), EPERM),
        ("clone", (0x3D0F00 | 0x40000000,), EPERM),
        ("clone", (0x1200011,), EPERM),
        ("clone3", (), ENOSYS),
        ("mmap", (0, 4096, 3), ALLOW),
        ("mmap", (0, 4096, 5), EPERM),
        ("mprotect", (0, 4096, 1), ALLOW),
        ("mprotect", (0, 4096, 7), EPERM),
        ("newfstatat", (3, 0, 0, 0x1000), ALLOW),
        ("newfstatat", (3, 0, 0, 0), EPERM),
        ("sendto", (3, 1, 1, 0, 0, 0), ALLOW),
        ("sendto", (3, 1, 1, 0, 1, 16), EPERM),
        ("sendto", (3, 1, 1, 0, HIGH, 16), EPERM),
        ("prlimit64", (0, 3, 0, 1), ALLOW),
        ("prlimit64", (0, 3, 1, 0), EPERM),
        ("prlimit64", (0, 3, HIGH, 0), EPERM),
        ("prlimit64", (1, 3, 0, 1), EPERM),
        ("fcntl", (3, 1), ALLOW),
        ("fcntl", (3, 8, 1), EPERM),
        ("ioctl", (3, 0x5401), ALLOW),
        ("ioctl", (3, 0x5412), EPERM),
        ("prctl", (15,), ALLOW),
        ("prctl", (4, 1), EPERM),
        ("prctl", (1, 0), EPERM),
        ("kill", (PID, 6), ALLOW),
        ("kill", (PID + 1, 9), EPERM),
        ("kill", (0xFFFFFFFF, 9), EPERM),
        ("kill", (0, 9), EPERM),
        ("tgkill", (PID, PID, 6), ALLOW),
        ("tgkill", (1, 1, 9), EPERM),
    ],
)
def test_calls_that_can_do_harm_are_judged_by_their_arguments(
    name: str, call: str, arguments: tuple[int, ...], expected: int
) -> None:
    assert verdict_of(name, call, *arguments) == expected
