using System.Diagnostics;

namespace EchoNotebooks.Benchmarks;

/// <summary>
/// How long a front end waits for our kernel: from its start to its first answer, and to the end of the first cell, both
/// through Jupyter's own client. Beside it .NET Interactive, where its tool is on this machine.
/// </summary>
internal static class StartupBenchmark
{
    internal const string Says = "노트북 커널이 대답하기까지, 첫 셀이 끝나기까지: 우리 것, .NET Interactive";

    private const int Turns = 7;

    /// <summary>
    /// What the .NET Interactive tool took through Jupyter on a machine of two cores (1.0 to 1.3 and 2.2 to 2.8 s): for a
    /// machine that does not have it.
    /// </summary>
    private static readonly (double Ready, double FirstCell) Known = (1.15, 2.5);

    private sealed record Kernel(string Name, string Shown, string[] Command)
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
        List<Kernel> kernels = [new("ours", "echonb jupyter kernel", [echonb, "jupyter", "kernel", "{connection_file}"])];
        var other = Tool.TryFind("dotnet-interactive");
        if (other is not null)
            kernels.Add(new("theirs", ".NET Interactive", [other, "jupyter", "--default-kernel", "csharp", "{connection_file}"]));

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
        return Report(kernels);
    }

    private static int Report(List<Kernel> kernels)
    {
        Console.WriteLine($"초, 번갈아 {Turns - 1}번 재어 가운데 값");
        Console.WriteLine($"{"",-26}{"대답",8}{"첫 셀",8}");
        foreach (var kernel in kernels)
            Console.WriteLine($"{kernel.Shown,-26}{Statistics.Median(kernel.Ready),10:0.00}{Statistics.Median(kernel.FirstCell),10:0.00}");
        var reference = kernels.Count > 1
            ? (Ready: Statistics.Median(kernels[1].Ready), FirstCell: Statistics.Median(kernels[1].FirstCell))
            : Known;
        var readyRatio = Statistics.Median(kernels[0].Ready) / reference.Ready;
        var cellRatio = Statistics.Median(kernels[0].FirstCell) / reference.FirstCell;
        if (kernels.Count == 1)
        {
            Console.WriteLine("dotnet-interactive가 이 컴퓨터에 없어, 다른 때 잰 값의 가운데"
                + $"({Known.Ready:0.00}초, {Known.FirstCell:0.0}초)와 견준다.");
        }
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
