using System.Net;
using System.Net.Sockets;
using EchoNotebooks.Cli.Jupyter;
using EchoNotebooks.Cli.Running;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Cli.Doctor;

/// <summary>Tries what the notebooks use. Nothing is changed, nothing is asked of a network.</summary>
internal static class Checkup
{
    private const string InstallFonts = "sudo apt-get install fonts-noto-cjk";
    private static readonly string[] FontFolders =
    [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/share/fonts"),
        "/mnt/c/Windows/Fonts",
    ];

    private static readonly string[] KoreanFonts = ["cjk", "nanum", "malgun", "unfonts", "pretendard", "baekmuk"];

    /// <summary>All findings, in the order in which a reader needs them.</summary>
    public static IEnumerable<Finding> Run()
    {
        yield return Library();
        yield return Proc();
        yield return Ports();
        foreach (var finding in OfCourse()) yield return finding;
        if (Repository.Root is { } root) yield return NativeServer(root);
        yield return Kernel();
        yield return Fonts();
    }

    /// <summary>What cells of the course skip where it is missing.</summary>
    public static IEnumerable<Finding> OfCourse() => [Compiler(), Namespaces(), Ptrace(), Kcmp()];

    private static Finding Library()
    {
        if (Course.Package([]) is { } package) return Finding.There("library", "노트북의 라이브러리", package.Library);
        var mend = Repository.Root is null ? "dotnet tool update EchoNotebooks.Cli" : "dotnet build";
        return new Finding(
            "library", "노트북의 라이브러리", false, "EchoNotebooks.dll이 없다", "노트북의 첫 셀부터 실행되지 않는다", mend);
    }

    private static Finding Proc() => Try("proc", "/proc 읽기", () =>
    {
        var snapshot = DescriptorSnapshot.Take([Environment.ProcessId]);
        return snapshot.Descriptors.IsEmpty ? null : $"이 프로세스의 디스크립터 {snapshot.Descriptors.Length}개를 읽었다";
    }, "스냅샷과 그림", "mount -t proc proc /proc");

    private static Finding Ports() => Try("ports", "127.0.0.1의 포트", () =>
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return "열고 기다릴 수 있다";
    }, "서버 띄우기", "ip link set lo up");

    private static Finding Compiler() => CCompiler.FindCc() is { } path
        ? Finding.There("cc", "C 컴파일러", path)
        : new Finding("cc", "C 컴파일러", false, "cc가 PATH에 없다", "C로 쓴 서버. 노트북은 C# 서버로 진행한다", "sudo apt-get install gcc libc6-dev");

    private static Finding Namespaces() => UserNamespace.WhyNot is not { } why
        ? Finding.There("userns", "사용자 네임스페이스", "한 서버의 프로세스만 따로 셀 수 있다")
        : new Finding(
            "userns", "사용자 네임스페이스", false, why, "fork가 실패하는 서버(2장 7절, 4장 9절, 연습 E10)",
            "컨테이너 밖에서 실행하거나 root로 실행한다");

    private static Finding Ptrace() => EchoServer.WhyNotTrace is not { } why
        ? Finding.There("ptrace", "ptrace", "다른 프로세스의 시스템 호출마다 앞뒤에서 세울 수 있다")
        : new Finding(
            "ptrace", "ptrace", false,
            string.Join(' ', why.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
            "고치지 않은 서버를 호출마다 세우기. 3번 노트북은 스스로 멈추는 서버로 진행한다",
            "컨테이너라면 --cap-add SYS_PTRACE를 주고, 아니면 sudo sysctl kernel.yama.ptrace_scope=1");

    private static Finding Kcmp()
    {
        var snapshot = DescriptorSnapshot.Take([Environment.ProcessId]);
        return snapshot.DescriptionSource == DescriptionSource.Kcmp
            ? Finding.There("kcmp", "kcmp", "열린 파일 항목이 같은지 커널에게 물을 수 있다")
            : new Finding(
                "kcmp", "kcmp", false, "커널이 대답하지 않는다", "열린 파일 항목의 번호. 소켓이 같은지는 아이노드로 안다",
                "컨테이너를 --cap-add SYS_PTRACE로 시작한다");
    }

    private static Finding NativeServer(string root)
    {
        var server = Path.Combine(root, "artifacts/lib/native/echo-server");
        return File.Exists(server)
            ? Finding.There("native-server", "네이티브 C# 서버", server)
            : new Finding(
                "native-server", "네이티브 C# 서버", false, "아직 만들지 않았다", "더 빠르게 뜨는 C# 서버. 보통의 C# 서버로 진행한다",
                "dotnet publish src/EchoNotebooks.EchoServer -p:PublishAot=true");
    }

    private static Finding Kernel()
    {
        const string mend = "echonb jupyter install (dotnet run --project src/EchoNotebooks.Cli -- jupyter install)";
        if (JupyterFolders.KernelsOf(KernelSpec.Name).FirstOrDefault(KernelSpec.IsOurs) is not { } folder)
            return Lack(
                $"{Path.Combine(JupyterFolders.User, "kernels")}에 {KernelSpec.Name}이 없다", "VS Code와 주피터에서 셀을 실행하기", mend);
        if (KernelSpec.ProgramOf(folder) is { } program && !File.Exists(Path.Combine(program, "echonb.dll")))
            return Lack($"{folder}가 가리키는 {program}에 echonb.dll이 없다", "새로 빌드한 커널", "dotnet build; " + mend);
        return Finding.There("jupyter", "주피터 커널", folder);

        static Finding Lack(string detail, string lost, string mend) => new("jupyter", "주피터 커널", false, detail, lost, mend);
    }

    private static Finding Fonts()
    {
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        var font = FontFolders.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", everywhere))
            .FirstOrDefault(file => KoreanFonts.Any(name => Path.GetFileName(file).Contains(name, StringComparison.OrdinalIgnoreCase)));
        return font is not null
            ? Finding.There("fonts", "한글 글꼴", font)
            : new Finding(
                "fonts", "한글 글꼴", false, "이 컴퓨터에서 찾지 못했다",
                "이 컴퓨터의 브라우저에서 한글 보기(다른 컴퓨터의 VS Code로 접속했다면 상관없다)", InstallFonts);
    }

    private static Finding Try(string name, string what, Func<string?> attempt, string lost, string mend)
    {
        string? detail;
        try
        {
            detail = attempt();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException or LinuxException)
        {
            return new Finding(name, what, false, e.Message, lost, mend);
        }
        return detail is not null ? Finding.There(name, what, detail) : new Finding(name, what, false, "아무것도 읽지 못했다", lost, mend);
    }
}
