namespace EchoNotebooks;

/// <summary>Why a program could not be executed, and what to do about it.</summary>
internal static class LaunchAdvice
{
    /// <summary>
    /// That a program is in no folder of PATH, and in which folders it could not be looked for; null where it is in one.
    /// </summary>
    /// <param name="program">The program, as it was written.</param>
    public static string? NotFound(string program)
    {
        if (PathSearch.Find(program) is not null) return null;
        var name = Visible.OnOneLine(program);
        return PathSearch.ClosedTo(program) is { Count: > 0 } closed
            ? $"PATH의 폴더 가운데 읽을 수 있는 어느 곳에도 {name} 프로그램이 없다(ENOENT). "
                + $"권한이 없어 찾아보지 못한 폴더: {Visible.OnOneLine(string.Join(", ", closed))}. "
                + "거기에 있다면 그 폴더의 권한을 얻고, 아니면 설치하거나 설치한 곳의 경로를 적는다."
            : $"{name} 프로그램이 이 컴퓨터에 없다. 설치하거나, 설치한 곳의 경로를 적는다.";
    }

    /// <summary>Why, and what to do.</summary>
    /// <param name="program">The program, as it was written.</param>
    /// <param name="why">What the kernel says, without a full stop.</param>
    /// <param name="errno">The name of execve's error: EACCES.</param>
    public static string Explain(string program, string why, string? errno) =>
        // execvp(3) says EACCES where it may not look into a folder, although no folder that it looked into has the program.
        errno == "EACCES" && NotFound(program) is { } notFound ? notFound : $"{why}. {WhatToDo(program, errno)}";

    private static string WhatToDo(string program, string? errno)
    {
        var name = Quoted(program);
        return errno switch
        {
            "EACCES" when program.EndsWith(".c", StringComparison.Ordinal) =>
                $"C 소스는 그대로 실행할 수 없다. 먼저 컴파일한다: cc -g -o {Quoted(program[..^2])} {name}",
            "EACCES" => $"실행할 수 있는 파일인지 확인하고(폴더나 소스 파일은 실행할 수 없다), 맞으면 실행 권한을 준다: chmod +x {name}",
            "ENOEXEC" => "스크립트라면 첫 줄에 #!과 해석기의 경로를 적거나, 해석기의 이름부터 적는다. 프로그램이라면 이 컴퓨터에 맞게 다시 컴파일한다.",
            _ => "프로그램의 이름과 경로를 확인한다. 지금 폴더에 있는 프로그램의 이름은 ./로 시작하고, 스크립트라면 첫 줄(#!)에 적힌 해석기도 있어야 한다.",
        };
    }

    private static string Quoted(string program) => Visible.OnOneLine(CommandLine.Join([program]));
}
