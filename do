#!/bin/sh
# Everything a newcomer needs: ./do demo · ./do test. Needs a POSIX shell and Python 3.11 or newer, nothing else.
set -eu
here=$PWD
cd "$(dirname "$0")"
root=$PWD

usage() {
    cat <<'TXT'
./do demo [--stay]   protect real servers on loopback with Leeward, from post to proof, benign pictures only
./do demo scan       build benign pictures, scan them, show the result
./do demo policy     try a policy on a recorded month of benign posts, and decide all of it once more
./do test [ARG...]   install what the tests need, then lint, types, contracts and all tests
./do bench [--quick] measure against the peers, as ratios
./do leeward ARG...  run leeward itself from this checkout
./do lint            only ruff, mypy and the import contracts
./do docs            write the generated pages of docs/, and the lists of words to translate, again
./do screenshots     make the pictures of the review desk again (docs/desk/)
./do lock            resolve the dependency versions again (writes requirements/)
TXT
}

die() { printf 'do: %s\n' "$1" >&2; exit 2; }

find_python() {
    for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
    die "no Python 3.11 or newer found; install one, or name it: PYTHON=/path/to/python3 ./do $command"
}

make_venv() {
    python=$(find_python) || exit 2
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
        [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 ||
            die "this Python cannot make virtual environments; install the system package $package, then try again"
        echo "Installing the Debian package $package: this Python lacks the module that makes virtual environments." >&2
        apt-get update -qq && apt-get install -y -qq "$package" >/dev/null
    fi
    echo "Making a virtual environment in .venv with $("$python" --version)." >&2
    rm -rf .venv && "$python" -m venv .venv
}

# install run|dev|bench: exactly the locked versions, checked by hash; nothing is done twice
install() {
    lock=requirements/$1.txt
    stamp=.venv/stamp-$1
    if { cat "$lock"; pwd; } | cmp -s - "$stamp"; then return; fi
    [ -w . ] || die "this checkout is not yours to install into; run ./do $command once as its owner"
    .venv/bin/python -m pip --version >/dev/null 2>&1 || make_venv
    echo "Installing the locked packages of $lock into .venv (about a minute the first time)." >&2
    pip() { .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }
    pip --require-hashes -r "$lock"
    pip --no-deps --no-build-isolation -e .
    { cat "$lock"; pwd; } >"$stamp"
}

# find_browser: tests of the desk drive a real Chromium; LEEWARD_TEST_CHROMIUM names another one
find_browser() {
    for name in "${LEEWARD_TEST_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then return; fi
    done
    if .venv/bin/python -m tests.browser.installed; then return; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing the Debian package chromium: the tests of the review desk drive a real browser." >&2
        if apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; then return; fi
    fi
    echo "Fetching the browser that Playwright brings (once, about 150 MB): the tests of the desk drive it." >&2
    .venv/bin/python -m playwright install chromium ||
        die "no Chromium found, and none could be fetched; install one, or name it: LEEWARD_TEST_CHROMIUM=/path"
}

lint() {
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    .venv/bin/mypy
    .venv/bin/lint-imports
}

command=${1:-help}
[ $# -gt 0 ] && shift
case "$command" in
    demo)
        install run
        exec .venv/bin/python -m demo "$@" ;;
    leeward)
        install run
        cd "$here" # paths are meant from where you stand
        exec "$root/.venv/bin/python" -m leeward "$@" ;;
    test)
        install dev
        find_browser
        if [ $# -gt 0 ]; then exec .venv/bin/python -m pytest "$@"; fi
        lint
        exec .venv/bin/python -m pytest -n 2 --dist loadgroup --durations 10 ;;
    lint)
        install dev
        lint ;;
    bench)
        install bench
        exec .venv/bin/python -m bench "$@" ;;
    docs)
        install dev
        .venv/bin/python -m docs.translate
        exec .venv/bin/python -m docs.generate "$@" ;;
    screenshots)
        install dev
        find_browser
        exec .venv/bin/python -m docs.screenshots "$@" ;;
    lock)
        install dev
        exec sh requirements/lock "$@" ;;
    help | -h | --help)
        usage ;;
    *)
        usage >&2
        die "there is no command '$command'" ;;
esac
