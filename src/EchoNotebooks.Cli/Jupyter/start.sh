#!/bin/sh
# Starts the kernel from a copy of the program, so that a build neither disturbs a kernel that runs nor waits for it;
# a kernel that starts after a build takes the new one. Written by `echonb jupyter install`.
program=@PROGRAM@
dotnet=@DOTNET@
look_in=@LOOK_IN@
copies=${XDG_CACHE_HOME:-$HOME/.cache}/echo-notebooks

[ -x "$dotnet" ] || dotnet=$(command -v dotnet) || { echo "dotnet이 없다. .NET 10 SDK를 설치한다." >&2; exit 1; }
if [ -f "$program/echonb.dll" ]; then
    # Names, sizes and times of what the build left.
    build=$copies/app-$(ls -lnR --time-style=full-iso "$program" | cksum | cut -d ' ' -f 1)
    if [ ! -f "$build/echonb.dll" ]; then
        mkdir -p "$copies" && aside=$(mktemp -d "$copies/.app-XXXXXX") && cp -Rp "$program/." "$aside" && chmod 755 "$aside" \
            && { mv -T "$aside" "$build" 2>/dev/null || rm -rf "$aside"; }
    fi
    touch "$build" 2>/dev/null
    [ -f "$build/echonb.dll" ] || build=$program
else
    # Nothing is built now: the last copy still runs, and the first cell says what to do.
    build=$(ls -td "$copies"/app-* 2>/dev/null | grep -v '\.use$' | head -n 1)
    [ -f "$build/echonb.dll" ] || { echo "$program/echonb.dll이 없다. 저장소의 맨 위 폴더에서 dotnet build를 실행한다." >&2; exit 1; }
fi
exec "$dotnet" "$build/echonb.dll" jupyter kernel "$1" --look-in "$look_in" --copies "$copies"
