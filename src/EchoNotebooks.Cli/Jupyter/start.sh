#!/bin/sh
# Starts the kernel from a copy of the program, so that a build neither disturbs a kernel that runs nor waits for it;
# a kernel that starts after a build takes the new one. Written by `echonb jupyter install`.
program=@PROGRAM@
dotnet=@DOTNET@
look_in=@LOOK_IN@

# Where copies can lie, the best place first. Not in a folder that is everybody's.
caches() {
    [ -n "$XDG_CACHE_HOME" ] && echo "$XDG_CACHE_HOME/echo-notebooks"
    [ -n "$HOME" ] && echo "$HOME/.cache/echo-notebooks"
    [ -n "$XDG_RUNTIME_DIR" ] && echo "$XDG_RUNTIME_DIR/echo-notebooks"
}

# Makes the whole copy $2 in the folder $1, or nothing: it gets its name when it is whole.
copy() {
    [ -f "$1/$2/echonb.dll" ] && touch "$1/$2" && return 0
    mkdir -p "$1" || return 1
    aside=$(mktemp -d "$1/.app-XXXXXX") || return 1
    if cp -Rp "$program/." "$aside" && chmod 755 "$aside"; then
        # A file, or half a copy, in its place is of no use to anybody.
        [ -f "$1/$2/echonb.dll" ] || rm -rf "${1:?}/$2"
        mv -T "$aside" "$1/$2"
    fi
    rm -rf "$aside"
    [ -f "$1/$2/echonb.dll" ]
}

[ -x "$dotnet" ] || dotnet=$(command -v dotnet) || { echo "dotnet이 없다. .NET 10 SDK를 설치한다." >&2; exit 1; }
copies=
build=
if [ -f "$program/echonb.dll" ]; then
    # Names, sizes and times of what the build left.
    name=app-$(ls -lnR --time-style=full-iso "$program" | cksum | cut -d ' ' -f 1)
    while IFS= read -r cache; do
        if copy "$cache" "$name" 2>/dev/null; then
            copies=$cache
            build=$cache/$name
            break
        fi
    done <<END
$(caches)
END
    [ -n "$build" ] || build=$program
else
    # Nothing is built now: the last copy still runs, and the first cell says what to do.
    while IFS= read -r cache; do
        build=$(ls -td "$cache"/app-* 2>/dev/null | grep -v '\.use$' | head -n 1)
        copies=$cache
        [ -f "$build/echonb.dll" ] && break
    done <<END
$(caches)
END
    [ -f "$build/echonb.dll" ] || { echo "$program/echonb.dll이 없다. 저장소의 맨 위 폴더에서 dotnet build를 실행한다." >&2; exit 1; }
fi
exec "$dotnet" "$build/echonb.dll" jupyter kernel "$1" --look-in "$look_in" --copies "$copies"
