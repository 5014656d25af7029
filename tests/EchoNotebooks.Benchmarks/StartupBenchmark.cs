using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Benchmarks;

/// <summary>
/// How long a front end waits for our kernel: from its start to its first answer, and to the end of the first cell, both
/// through Jupyter's own client. Beside it .NET Interactive's tool, one turn each, alternately.
/// </summary>
internal static class StartupBenchmark
{
    internal const string Says = "노트북 커널이 대답하기까지, 첫 셀이 끝나기까지: 우리 것, .NET Interactive";

    private const int Turns = 7;

    private sealed record Kernel(string Name, string Shown, IReadOnlyList<string> Command)
    {
        internal List<double> Ready { get; } = [];

        internal List<double> FirstCell { get; } = [];
    }

    internal static int Run(string[] args)
    {
        _ = args;
        const string python = "/usr/bin/python3";
        if (!File.Exists(python)) throw new MissingToolException($"{python}이 없어 잴 수 없다. python3과 jupyter-client를 설치하고 다시 실행한다.");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var echonb = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../EchoNotebooks.Cli", configuration, "echonb"));
        // From artifacts/bin/EchoNotebooks.Benchmarks/release.
        var other = InteractiveTool.TryFind(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../..")))
            ?? throw new MissingToolException($"견줄 .NET Interactive가 없다. {InteractiveTool.Mend}를 실행하고 다시 해 본다.");
        Kernel ours = new("ours", "echonb jupyter kernel", [echonb, "jupyter", "kernel", "{connection_file}"]);
        Kernel theirs = new("theirs", ".NET Interactive", InteractiveTool.KernelCommand(other));
        Kernel[] kernels = [ours, theirs];

        var folder = Directory.CreateTempSubdirectory("startup-").FullName;
        try
        {
            foreach (var kernel in kernels) Install(folder, kernel);
            for (var turn = 0; turn < Turns; turn++)
            {
                foreach (var kernel in kernels)
                {
                    var (ready, firstCell) = Start(folder, python, kernel.Name);
                    // The first start of all reads everything from the disk.
                    if (turn == 0) continue;
                    kernel.Ready.Add(ready);
                    kernel.FirstCell.Add(firstCell);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return Report(ours, theirs);
    }

    private static int Report(Kernel ours, Kernel theirs)
    {
        Console.WriteLine($"초, 번갈아 {Turns - 1}번 재어 가운데 값");
        Console.WriteLine($"{"",-26}{"대답",8}{"첫 셀",8}");
        foreach (var kernel in (Kernel[])[ours, theirs])
        {
            var (ready, firstCell) = (Statistics.Median(kernel.Ready), Statistics.Median(kernel.FirstCell));
            Console.WriteLine($"{kernel.Shown,-26}{ready,10:0.00}{firstCell,10:0.00}");
        }
        var readyRatio = Statistics.Median(ours.Ready) / Statistics.Median(theirs.Ready);
        var cellRatio = Statistics.Median(ours.FirstCell) / Statistics.Median(theirs.FirstCell);
        var kept = readyRatio <= 0.5 && cellRatio <= 0.5;
        Console.WriteLine($"약속한 절반 이하{(kept ? "이다" : "가 아니다")}: 대답 {readyRatio:0.00}배, 첫 셀 {cellRatio:0.00}배");
        return kept ? 0 : 1;
    }

    private static void Install(string folder, Kernel kernel)
    {
        var kernelFolder = Directory.CreateDirectory(Path.Combine(folder, "kernels", kernel.Name)).FullName;
        File.WriteAllText(Path.Combine(kernelFolder, "kernel.json"), System.Text.Json.JsonSerializer.Serialize(
            new { argv = kernel.Command, display_name = kernel.Shown, language = "C#", interrupt_mode = "message" }));
    }

    private static (double Ready, double FirstCell) Start(string folder, string python, string kernel)
    {
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "Helpers", "startup.py"), kernel])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        InteractiveTool.Quiet(start.Environment);
        start.Environment["JUPYTER_DATA_DIR"] = folder;
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(folder, "runtime");
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        if (process.ExitCode != 0 || said.Length != 2)
        {
            throw new MissingToolException($"{kernel} 커널을 재지 못했다(종료 코드 {process.ExitCode})."
                + " 위에 나온 파이썬의 말을 보고, 모듈이 없다면 jupyter-client를 설치한다.");
        }
        return (double.Parse(said[0]), double.Parse(said[1]));
    }
}
