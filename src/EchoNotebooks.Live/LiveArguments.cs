using System.Globalization;

namespace EchoNotebooks.Live;

/// <summary>What echonb and the library tell this program; a person does not start it.</summary>
/// <param name="Port">The page's port; 0 for any free one.</param>
/// <param name="Any">Whether other machines may open the page.</param>
/// <param name="Step">Whether the server stops at every call.</param>
/// <param name="Pids">The processes to watch; empty where a command is given.</param>
/// <param name="Command">The command that starts the server.</param>
internal sealed record LiveArguments(int Port, bool Any, bool Step, IReadOnlyList<int> Pids, IReadOnlyList<string> Command)
{
    /// <summary>[--port P] [--any] [--step] (PID… | -- COMMAND…).</summary>
    /// <returns>null where they cannot be right.</returns>
    public static LiveArguments? Parse(string[] words)
    {
        var (port, any, step, pids) = (0, false, false, new List<int>());
        for (var i = 0; i < words.Length; i++)
            switch (words[i])
            {
                case "--port" when i + 1 < words.Length && IsNumber(words[i + 1], out port) && port <= 65535:
                    i++;
                    break;
                case "--any":
                    any = true;
                    break;
                case "--step":
                    step = true;
                    break;
                case "--":
                    return pids.Count > 0 || i + 1 == words.Length ? null : new(port, any, step, [], words[(i + 1)..]);
                default:
                    if (!IsNumber(words[i], out var pid)) return null;
                    pids.Add(pid);
                    break;
            }
        return pids.Count == 0 ? null : new(port, any, step, pids, []);
    }

    private static bool IsNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
