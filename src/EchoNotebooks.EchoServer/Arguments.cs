using System.Globalization;

namespace EchoNotebooks.Server;

/// <summary>The command line.</summary>
/// <param name="Port">the TCP port; 0 lets the kernel pick a free one</param>
/// <param name="Any">bind all addresses, as the chapter does, and not 127.0.0.1 alone</param>
/// <param name="Step">stop at every step of the chapter (<see cref="Server.Step"/>)</param>
/// <param name="Design">how clients are served</param>
internal sealed record Arguments(ushort Port, bool Any, bool Step, Design Design)
{
    private const string DesignOption = "--design";

    /// <summary>Of a process that <see cref="SpawnServer"/> has started: the descriptor of its client's socket.</summary>
    internal int? Client { get; private init; }

    /// <summary>Where there is nothing to run: 0 after the help, 1 after a mistake.</summary>
    internal int ExitCode { get; private init; } = 1;

    /// <summary>Reads the command line; where it is wrong, says so and what would be right.</summary>
    internal static bool TryParse(string[] args, out Arguments arguments)
    {
        arguments = new Arguments(0, Any: false, Step: false, Design.Default);
        if (args is [SpawnServer.ClientOption, var number]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var fd))
        {
            arguments = arguments with { Client = fd };
            return true;
        }
        var ports = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--help" or "-h" or "-?":
                    Output.Text(Help());
                    arguments = arguments with { ExitCode = 0 };
                    return false;
                case "--any":
                    arguments = arguments with { Any = true };
                    break;
                case "--step":
                    arguments = arguments with { Step = true };
                    break;
                case DesignOption:
                    if (++i == args.Length) return Usage($"{DesignOption} 뒤에 설계의 이름이 없다. {Names}\n");
                    if (Design.Find(args[i]) is not { } design) return Usage($"'{args[i]}'라는 설계는 없다. {Names}\n");
                    arguments = arguments with { Design = design };
                    break;
                default:
                    ports.Add(args[i]);
                    break;
            }
        }
        if (ports.Count != 1) return Usage();
        if (ports[0].StartsWith('-'))
            return Usage($"'{ports[0]}'라는 옵션은 없다. 옵션은 --any, --step, {DesignOption}, --help이다.\n");
        if (!ushort.TryParse(ports[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return Usage($"'{ports[0]}'은(는) 포트 번호가 아니다. 0부터 65535까지의 정수를 쓴다(0은 빈 포트를 고른다).\n");
        if (arguments.Step && arguments.Design != Design.Default)
            return Usage($"--step은 기본 설계({Design.Default.Name})에서만 쓸 수 있다. {DesignOption}이나 --step 가운데 하나를 뺀다.\n");
        arguments = arguments with { Port = port };
        return true;
    }

    private static string Names => $"쓸 수 있는 이름: {string.Join(", ", Design.All.Select(design => design.Name))}";

    private static string Help() =>
        $"""
        Usage : echo-server [--any] [--step] [{DesignOption} NAME] <port>
        클라이언트가 보낸 것을 그대로 되돌려 주는 서버. 포트 0은 빈 포트를 고른다.

          --any           127.0.0.1만이 아니라 모든 주소에서 기다린다
          --step          걸음마다 스스로 멈춘다(기본 설계에서만)
          {DesignOption} NAME   여러 클라이언트를 맡는 방법:
        {string.Join('\n', Design.All.Select(design => $"    {design.Name,-12}  {design.Explanation}"))}

        """;

    private static bool Usage(string? explanation = null)
    {
        if (explanation is not null) Output.Error(explanation);
        Output.Line("Usage : echo-server <port>\n"u8);
        return false;
    }
}
