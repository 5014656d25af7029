namespace EchoNotebooks;

/// <summary>What to do about a program that could not be executed.</summary>
internal static class LaunchAdvice
{
    /// <summary>One or two sentences.</summary>
    /// <param name="program">The program, as it was written.</param>
    /// <param name="errno">The name of execve's error: EACCES.</param>
    public static string For(string program, string? errno)
    {
        var name = Visible.OnOneLine(program);
        return errno switch
        {
            "EACCES" when program.EndsWith(".c", StringComparison.Ordinal) => $"C 소스는 그대로 실행할 수 없다. 먼저 컴파일한다: cc -g -o {name[..^2]} {name}",
            "EACCES" => $"실행할 수 있는 파일인지 확인하고(폴더나 소스 파일은 실행할 수 없다), 맞으면 실행 권한을 준다: chmod +x {name}",
            "ENOEXEC" => "스크립트라면 첫 줄에 #!과 해석기의 경로를 적거나, 해석기의 이름부터 적는다. 프로그램이라면 이 컴퓨터에 맞게 다시 컴파일한다.",
            _ => "프로그램의 이름과 경로를 확인한다. 지금 폴더에 있는 프로그램의 이름은 ./로 시작하고, 스크립트라면 첫 줄(#!)에 적힌 해석기도 있어야 한다.",
        };
    }
}
