namespace EchoNotebooks.Tracing.Tests;

/// <summary>
/// Holds each step against lsof(8) while everything stands still: which process holds which number of which socket, the
/// socket's ends and state, and the parents. Only what a thread has taken in an accept or a recvmsg that has not returned may
/// be early.
/// </summary>
internal sealed class Onlooker(TracerProcess tracer)
{
    /// <summary>The threads that have entered an accept or a wait and not returned, with their processes.</summary>
    private readonly Dictionary<int, (int Pid, string Call)> inside = [];

    /// <summary>Descriptors that the kernel has and no step has told: the process's next step must, as a receive.</summary>
    private readonly HashSet<(int Pid, int Fd)> owed = [];
    private int followed;

    /// <summary>What the steps up to now tell.</summary>
    internal Picture Picture { get; private set; } = new();

    /// <summary>How often the two were compared.</summary>
    internal int Compared { get; private set; }

    /// <summary>Takes every step that has come, and compares the last one.</summary>
    internal async Task<Line> LookAsync()
    {
        Follow();
        var step = tracer.Steps.Last();
        await CompareAsync(step);
        Compared++;
        return step;
    }

    /// <summary>Goes on step by step, and compares at each, until one fulfils a condition.</summary>
    internal async Task<Line> StepUntilAsync(Func<Line, bool> condition)
    {
        while (true)
        {
            var (paused, _) = await tracer.GoAsync("""{"command":"next","timeoutMs":60000}""");
            Assert.True(paused.Text("reason") == "step", $"no step came: {paused}");
            if (await LookAsync() is var step && condition(step)) return step;
        }
    }

    /// <summary>Takes every step that has come.</summary>
    internal void Follow()
    {
        foreach (var step in tracer.Steps.Skip(followed).ToList())
        {
            followed++;
            Picture.Apply(step);
            foreach (var (_, fd) in owed.Where(debt => debt.Pid == step.Pid).ToList())
            {
                var isTold = step.Call == "receive" && step.Argument("descriptors")!.Value.GetString() == $"{fd}";
                Assert.True(isTold, $"{fd} is not told by {step}");
                owed.Remove((step.Pid, fd));
            }
            var thread = (int)(step.Number("tid") ?? step.Pid);
            if (step.Call is "accept" or "wait" && step.IsBefore) inside[thread] = (step.Pid, step.Call);
            if (step.Call is "accept" or "wait" && step.IsAfter) inside.Remove(thread);
            if (step is { Call: "exit", IsAfter: true })
                foreach (var ended in inside.Where(entry => entry.Value.Pid == step.Pid).Select(entry => entry.Key)
                    .ToList()) inside.Remove(ended);
        }
    }

    private async Task CompareAsync(Line step)
    {
        var living = Picture.Pids.Where(pid => Picture.StateOf(pid) != "Z").ToList();
        foreach (var pid in Picture.Pids.Except(living))
        {
            var isReaped = !File.Exists($"/proc/{pid}/stat") && inside.ContainsValue((Picture.ParentOf(pid)!.Value, "wait"));
            var isZombie = !isReaped && File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
            Assert.True(isReaped || isZombie, $"{pid} is no zombie at {step}");
        }
        for (var attempt = 0; ; attempt++)
        {
            var (seen, parents) = Lsof.Read(living);
            var told = Picture.Descriptors.Select(d => new Lsof.Socket(d.Pid, d.Fd, d.Inode, Ends(d.Inode))).ToList();

            // What a thread in accept has taken belongs to the step at which it returns, although the kernel has placed it.
            var early = seen.Where(s => !told.Any(t => t.Pid == s.Pid && t.Fd == s.Fd)).ToList();
            foreach (var ofProcess in early.GroupBy(s => s.Pid))
            {
                var accepting = inside.Values.Count(call => call == (ofProcess.Key, "accept"));
                if (accepting == 0) owed.UnionWith(ofProcess.Select(s => (s.Pid, s.Fd)));
                else Assert.True(ofProcess.Count() <= accepting, $"{step}\nnot told: {string.Join(' ', Owned([.. ofProcess]))}");
            }
            seen = [.. seen.Except(early)];
            Assert.True(
                Owned(seen).SequenceEqual(Owned(told)),
                $"{step}\nlsof: {string.Join(' ', Owned(seen))}\ntold: {string.Join(' ', Owned(told))}");
            foreach (var (pid, parent) in parents) Assert.Equal(parent, Picture.ParentOf(pid));

            // Clients do not stand still: where one has changed a state meanwhile, both look again.
            if (seen.ToHashSet().SetEquals(told)) return;
            Assert.True(
                attempt < 20,
                $"{step}\nlsof: {string.Join('\n', seen.Except(told))}\ntold: {string.Join('\n', told.Except(seen))}");
            var from = tracer.Lines.Count;
            tracer.Send("""{"command":"snapshot"}""");
            Picture = new Picture().Apply(await tracer.WaitForAsync(l => l.Event == "snapshot", "the snapshot", from));
        }
    }

    private static List<string> Owned(List<Lsof.Socket> sockets) =>
        [.. sockets.Select(s => $"{s.Pid}/{s.Fd}/{s.Inode}").Order(StringComparer.Ordinal)];

    /// <summary>As lsof has it: what is bound and neither listens nor is connected is not in /proc/net/tcp.</summary>
    private string? Ends(ulong inode)
    {
        var socket = Picture.Socket(inode)!.Value;
        var (protocol, state) = (socket.GetProperty("protocol").GetString()!, socket.GetProperty("state").GetString());
        if (state == "CLOSE" || (state is null && socket.GetProperty("local").GetString() is null)) return null;
        var (local, remote) = (socket.GetProperty("local").GetString(), socket.GetProperty("remote").GetString());
        return $"{protocol.ToUpperInvariant()[..3]} {local}->{remote} {state}";
    }
}
