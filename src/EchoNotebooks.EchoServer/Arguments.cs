using System.Globalization;

namespace EchoNotebooks.Server;

/// <summary>The command line.</summary>
/// <param name="Port">the TCP port; 0 lets the kernel pick a free one</param>
/// <param name="Any">bind all addresses, as the chapter does, and not 127.0.0.1 alone</param>
/// <param name="Step">stop at every step of the chapter (<see cref="Server.Step"/>)</param>
internal sealed record Arguments(ushort Port, bool Any, bool Step)
{
    /// <summary>Reads the command line; where it is wrong, says so and what would be right.</summary>
    internal static bool TryParse(string[] args, out Arguments arguments)
    {
        arguments = new Arguments(0, args.Contains("--any"), args.Contains("--step"));
        var rest = args.Where(arg => arg is not ("--any" or "--step")).ToArray();
        if (rest.Length != 1) return Usage();
        if (rest[0].StartsWith('-'))
            return Usage($"'{rest[0]}'라는 옵션은 없다. 옵션은 --any와 --step 둘이다.\n");
        if (!ushort.TryParse(rest[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return Usage($"'{rest[0]}'은(는) 포트 번호가 아니다. 0부터 65535까지의 정수를 쓴다(0은 빈 포트를 고른다).\n");
        arguments = arguments with { Port = port };
        return true;
    }

    private static bool Usage(string? explanation = null)
    {
        if (explanation is not null) Output.Error(explanation);
        Output.Line("Usage : echo-server <port>\n"u8);
        return false;
    }
}
