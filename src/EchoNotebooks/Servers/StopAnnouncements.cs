using System.Globalization;

namespace EchoNotebooks;

/// <summary>What echo-server --step has announced: where each process stands, and which points have been shown.</summary>
internal sealed class StopAnnouncements
{
    private const string StepWord = "step ";
    private readonly Lock gate = new();
    private readonly Dictionary<int, string> at = [];
    private readonly HashSet<(int, string?)> announced = [];
    private readonly HashSet<(int, string?)> reported = [];

    /// <summary>Takes "step PID POINT"; any other line is the server's own.</summary>
    public bool Take(string line)
    {
        if (!line.StartsWith(StepWord, StringComparison.Ordinal)) return false;
        var space = line.IndexOf(' ', StepWord.Length);
        if (space < 0) return false;
        var number = line.AsSpan(StepWord.Length, space - StepWord.Length);
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) return false;
        lock (gate)
        {
            at[pid] = line[(space + 1)..];
            reported.Remove((pid, at[pid])); // the same point again, with the next client
            announced.Add((pid, at[pid]));
        }
        return true;
    }

    public string? At(int pid)
    {
        lock (gate) return at.GetValueOrDefault(pid);
    }

    public void Leave(int pid)
    {
        lock (gate) at.Remove(pid);
    }

    public void Report(int pid)
    {
        lock (gate) reported.Add((pid, at.GetValueOrDefault(pid)));
    }

    public bool IsReported(int pid, string? word)
    {
        lock (gate) return reported.Contains((pid, word));
    }

    /// <summary>Whether a child has been at a point of its life and is not there any more, or has been shown there.</summary>
    public bool HasLeft(int pid, string? word)
    {
        lock (gate) return reported.Contains((pid, word)) || (announced.Contains((pid, word)) && at.GetValueOrDefault(pid) != word);
    }

    /// <summary>Whether a process has announced a point.</summary>
    public bool HasBeenAt(int pid, string word)
    {
        lock (gate) return announced.Contains((pid, word));
    }

    /// <summary>Whether a process was at a point before and was let go on.</summary>
    public bool IsOnItsWay(int pid)
    {
        lock (gate) return !at.ContainsKey(pid) && announced.Any(point => point.Item1 == pid);
    }
}
