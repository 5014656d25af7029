using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>What holds of every recording of a multiprocess echo server that closes, ends and reaps as the chapter teaches.</summary>
public static class Rules
{
    /// <summary>G1: the parent closes what accept returned before it takes the next client.</summary>
    public static Rule ParentClosesConnection { get; } = new("G1", timeline =>
    {
        var accepts = Accepts(timeline).Where(step => step.Role == Role.Parent).ToList();
        if (accepts.Count == 0) return NoAccept;
        for (var i = 0; i < accepts.Count; i++)
        {
            var (accept, next) = (accepts[i], i + 1 < accepts.Count ? accepts[i + 1] : null);
            if (Closed(timeline, accept.Pid, (int)accept.Result!, accept.Index, next?.Index ?? int.MaxValue)) continue;
            var returns = timeline.Any(step => step.Call == "accept" && step.Pid == accept.Pid && step.Index > accept.Index);
            var keeps = returns ? "쥔 채 accept로 돌아갔다" : "닫지 않았다";
            return new($"부모가 {accept.Result}번을 {keeps}. 자식이 닫아도 그 소켓의 디스크립터가 하나 남는다.", next ?? accept)
            {
                Read = "03 §4",
            };
        }
        return null;
    });

    /// <summary>G2: each child closes serv_sock before it first reads from its client.</summary>
    public static Rule ChildrenCloseListener { get; } = new("G2", timeline =>
    {
        var children = Children(timeline).Select(child => timeline.Of(child)).ToList();
        var reads = children.Select(steps => steps.FirstOrDefault(step => step is { Call: "read", Descriptor: "clnt_sock" }))
            .OfType<TraceStep>().ToList();
        if (reads.Count == 0) return NoRead;
        foreach (var read in reads)
        {
            var close = timeline.Of(read.Pid).FirstOrDefault(step => step is { Call: "close", Descriptor: "serv_sock", Error: null });
            if (close is null)
                return new($"{Particle.Subject($"{read.Role}")} serv_sock을 쥔 채 서비스한다. 부모가 끝나도 포트는 비지 않는다.", read) { Read = "04 §2" };
            if (close.Index > read.Index)
                return new($"{Particle.Subject($"{close.Role}")} 서비스가 끝난 뒤에야 serv_sock을 닫았다. 그동안 부모가 끝나면 포트는 비지 않는다.", close)
                {
                    Read = "03 §5",
                };
        }
        return null;
    });

    /// <summary>G3: the parent alone accepts and forks, once for each client.</summary>
    public static Rule OneForkPerClient { get; } = new("G3", timeline =>
    {
        if (Accepts(timeline).FirstOrDefault(step => step.Role.Kind == RoleKind.Child) is { } taken) return ChildAccepts(timeline, taken);
        var stray = timeline.FirstOrDefault(step => step is { Call: "accept", Role.Kind: RoleKind.Child });
        if (stray is not null) return ChildAccepts(timeline, stray);
        var accepts = Accepts(timeline).ToList();
        if (accepts.Count == 0) return NoAccept;
        if (timeline.FirstOrDefault(step => step is { Call: "fork", Result: > 0, Role.Kind: RoleKind.Child }) is { } nested)
            return new($"{Particle.Subject($"{nested.Role}")} 또 fork했다. 클라이언트 하나에 자식은 하나면 된다.", nested) { Read = "01 §9" };
        for (var i = 0; i < accepts.Count; i++)
        {
            var end = i + 1 < accepts.Count ? accepts[i + 1].Index : int.MaxValue;
            var forks = timeline.Count(step => step.Call == "fork" && step.Result != 0 && !step.IsPending
                && step.Pid == accepts[i].Pid && step.Index > accepts[i].Index && step.Index < end);
            if (forks == 0)
                return new("연결을 받고도 fork하지 않았다. 부모가 혼자 서비스하는 동안 다음 클라이언트는 기다린다.", accepts[i]) { Read = "01 §2" };
            if (forks > 1) return new($"클라이언트 하나에 fork를 {forks}번 했다.", accepts[i]) { Read = "01 §3" };
        }
        return null;
    });

    /// <summary>G4: no call uses a number that leads nowhere.</summary>
    public static Rule NoClosedNumber { get; } = new("G4", timeline =>
    {
        if (timeline.FirstOrDefault(step => step.Error == "EBADF") is not { } wrong) return Accepts(timeline).Any() ? null : NoAccept;
        var (sentence, read) = (wrong.Call, wrong.Role.Kind) switch
        {
            ("accept", RoleKind.Parent) =>
                ("부모가 serv_sock을 닫아 버렸다. accept가 EBADF로 실패하고, 다음 클라이언트를 받을 수 없다.", "03 §5"),
            ("accept", _) => ("자식이 서비스를 마치고 accept로 돌아갔다. 자식은 거기서 끝나야 한다.", "02 §6"),
            (_, RoleKind.Child) =>
                ($"자식이 닫힌 번호로 {Particle.Object(wrong.Call)} 불렀다. fork보다 먼저 닫은 번호는 자식에게 복사되지 않는다.", "03 §3"),
            _ => ($"닫힌 번호로 {Particle.Object(wrong.Call)} 불렀다(EBADF). 한 번 닫은 번호는 아무것도 가리키지 않는다.", "03 §9"),
        };
        return new(sentence, wrong) { Read = read };
    });

    /// <summary>G5: what was read from the clients was written back to them, all of it.</summary>
    public static Rule EverythingIsEchoed { get; } = new("G5", timeline =>
    {
        var read = timeline.Where(step => step is { Call: "read", Descriptor: "clnt_sock", Result: > 0 });
        if (read.Count == 0) return NoRead;
        var written = timeline.Where(step => step is { Call: "write", Descriptor: "clnt_sock", Result: > 0 })
            .Sum(step => step.Result!.Value);
        var received = read.Sum(step => step.Result!.Value);
        return received == written ? null : new($"클라이언트에게서 {received}바이트를 읽고 {written}바이트를 돌려주었다.", read[^1]) { Read = "02 §8" };
    });

    /// <summary>G6: every connection's socket is gone at the end.</summary>
    public static Rule ConnectionsEnd { get; } = new("G6", timeline =>
    {
        // "clnt_sock 1", in the order of accepting.
        var lives = timeline.Sockets.Where(life => life.Name.StartsWith("clnt_sock", StringComparison.Ordinal)).ToList();
        if (lives.Count == 0) return NoAccept;
        if (lives.Find(life => life.DestroyedAt is null) is not { } left) return null;
        var holders = left.Holdings.Where(holding => holding.To is null).Select(holding => $"{holding.Role}의 {holding.Fd}번").Distinct();
        return new($"클라이언트가 닫은 뒤에도 {left.Name}의 소켓이 남아 있다. 쥐고 있는 것: {string.Join(", ", holders)}.") { Read = "03 §8" };
    });

    /// <summary>G7: every child ends, and by itself: with an exit code, not by a signal.</summary>
    public static Rule ChildrenEnd { get; } = new("G7", timeline =>
    {
        var children = Children(timeline);
        if (children.Count == 0) return NoFork;
        foreach (var child in children)
        {
            var steps = timeline.Of(child);
            if (steps.FirstOrDefault(step => step.Call == "exit") is not { } exit)
                return new("녹화가 끝날 때까지 끝나지 않은 자식이 있다.", steps.Count == 0 ? null : steps[^1]) { Read = "03 §7" };
            if (exit.Arguments.GetValueOrDefault("signal") is string signal)
                return new($"{Particle.Subject($"{exit.Role}")} {signal} 시그널로 끝났다. 스스로 끝나야 한다.", exit) { Read = "04 §7" };
        }
        return null;
    });

    /// <summary>G8: every child that ended was reaped.</summary>
    public static Rule NoZombies { get; } = new("G8", timeline =>
    {
        if (timeline.LastOrDefault(step => step is { Call: "exit", Role.Kind: RoleKind.Child }) is not { } exit)
            return new("끝난 자식이 없어서 회수했는지 볼 것이 없다.") { Read = "02 §10" };
        var left = timeline.End.Zombies;
        return left.Count == 0 ? null
            : new($"끝난 자식 {left.Count}개를 회수하지 않아 좀비로 남았다.", exit) { Read = "02 §10" };
    });

    /// <summary>G9: two clients are served at the same time, each by its child.</summary>
    public static Rule TwoAtOnce { get; } = new("G9", timeline =>
    {
        var (alive, most) = (0, 0);
        foreach (var step in timeline)
        {
            if (step is { Call: "fork", Result: > 0 }) most = Math.Max(most, ++alive);
            if (step is { Call: "exit", Role.Kind: RoleKind.Child }) alive--;
        }
        if (most == 0) return NoFork;
        return most >= 2 ? null : new("자식이 한 번에 하나뿐이었다. 둘째 클라이언트는 첫째가 떠날 때까지 기다린다.") { Read = "01 §4" };
    });

    /// <summary>All of them, in the order of their names.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        ParentClosesConnection, ChildrenCloseListener, OneForkPerClient, NoClosedNumber, EverythingIsEchoed, ConnectionsEnd, ChildrenEnd,
        NoZombies, TwoAtOnce,
    ];

    internal static Finding NoAccept => new("accept가 한 번도 성공하지 않았다. 서버가 클라이언트를 받지 않는다.") { Read = "02 §5" };

    internal static Finding NoFork => new("fork가 한 번도 성공하지 않았다.") { Read = "01 §2" };

    private static Finding NoRead => new("자식이 클라이언트에게서 읽은 것이 없다. 에코할 것을 받지 못했다.") { Read = "02 §8" };

    internal static IEnumerable<TraceStep> Accepts(Timeline timeline) => timeline.Where(step => step is { Call: "accept", Result: >= 0 });

    /// <summary>Whether a process has closed a number between two steps.</summary>
    internal static bool Closed(Timeline timeline, int pid, int fd, int after, int before) => timeline.Any(step =>
        step.Pid == pid && step.Index > after && step.Index < before && step is { Call: "close", Error: null, IsPending: false }
        && step.Fd == fd);

    /// <summary>The processes that were forked, in the order of their forks.</summary>
    private static List<int> Children(Timeline timeline) =>
        [.. timeline.Where(step => step is { Call: "fork", Result: > 0 }).Select(step => (int)step.Result!)];

    private static Finding ChildAccepts(Timeline timeline, TraceStep accept)
    {
        var hasServed = timeline.Any(step => step.Pid == accept.Pid && step.Index < accept.Index && step.Call == "read");
        return new(hasServed
            ? $"서비스를 마친 {Particle.Subject($"{accept.Role}")} accept를 불렀다. 자식은 거기서 끝나야 한다."
            : $"{Particle.Subject($"{accept.Role}")} 연결을 받았다. 연결은 부모가 받고, 받은 다음에 fork한다.", accept)
        {
            Read = hasServed ? "02 §6" : "01 §2",
        };
    }
}
