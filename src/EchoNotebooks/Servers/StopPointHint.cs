using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// Why a server has not reached a point, and what to do first: derived from what it has done and what it holds now, never
/// from the point alone.
/// </summary>
/// <param name="point">The point.</param>
/// <param name="run">What the server has done.</param>
internal sealed class StopPointHint(StopPoint point, IRunSoFar run)
{
    private const string GoToFork = "먼저 RunUntilAsync(After.Fork)로 fork까지 간다.";
    private const string Connect = "먼저 ConnectAsync로 클라이언트를 연결한다.";
    private const string ConnectAndFork = "먼저 ConnectAsync로 클라이언트를 연결하고 RunUntilAsync(After.Fork)로 fork까지 간다.";

    private readonly Snapshot now = run.Now;

    /// <summary>One or two sentences.</summary>
    public static string For(StopPoint point, IRunSoFar run) => new StopPointHint(point, run).Say();

    private string Say() => point.Role switch
    {
        RoleKind.Parent => OfParent(),
        RoleKind.Child => OfChild(),
        _ => OfAnyCall(),
    };

    private string OfParent()
    {
        if (!Lives(Role.Parent))
            return $"{Role.Parent}가 이미 끝났다{At(run.Last(After.Exit, Role.Parent))}. 서버를 새로 시작해야 한다.";
        if (point == After.Accept) return WaitsForClient();
        if (point == After.Fork)
            return run.ForkError is { } error ? $"부모의 마지막 fork가 {Particle.Subject(error)} 나서 자식이 생기지 않았다."
                : Holds(Role.Parent, "clnt_sock") && !HasForkedForWhatItHolds
                    ? "부모가 clnt_sock을 받아 쥐고도 fork하지 않는다. 자식을 만들지 않는 서버일 수 있다."
                    : WaitsForClient();
        if (point.Name == "close(clnt_sock)") return OfParentsClose();
        return point == After.Wait ? OfWait() : OfAnyCall();
    }

    private string OfParentsClose()
    {
        if (Holds(Role.Parent, "clnt_sock")) return "부모는 clnt_sock을 쥐고 있는데 닫지 않는다.";
        if (run.Last(point) is { } closed)
            return $"부모는 받은 clnt_sock을 모두 닫았다{At(closed)}. 새 클라이언트를 ConnectAsync로 연결해야 또 닫는다.";
        return $"부모가 쥔 clnt_sock이 아직 없다. {WaitsForClient()}";
    }

    private string OfWait()
    {
        if (now.Zombies is [var zombie, ..])
            return $"{now.RoleOf(zombie.Pid)}이 끝나 좀비로 남아 있는데 부모가 waitpid를 부르지 않는다.";
        if (now.Children.Count > 0)
            return "끝난 자식이 아직 없다. 클라이언트를 CloseAsync로 닫고, 먼저 RunUntilAsync(After.Exit)로 자식을 끝낸다.";
        if (run.Last(point) is { } reaped) return $"끝난 자식은 모두 회수했다{At(reaped)}. 회수할 자식이 또 있어야 한다. {NextFork()}";
        return $"자식이 아직 없다. {NextFork()}";
    }

    private string OfChild()
    {
        var concerned = run.Children.Where(point.Concerns).ToList();
        if (concerned.Count == 0)
        {
            var named = point.Exactly ?? (point.Child > 0 ? Role.Child(point.Child) : null);
            return named is { } one && run.Children.Count > 0
                ? $"{Particle.Topic($"{one}")} 아직 없다(자식은 지금까지 {run.Children.Count}개). {NextFork()}"
                : $"자식이 아직 없다. {NextFork()}";
        }
        var living = concerned.Where(Lives).ToList();
        if (living.Count == 0)
        {
            var zombie = now.Zombies.Any(process => point.Concerns(now.RoleOf(process.Pid)));
            var ended = $"{Particle.Topic(Names(concerned))} 이미 끝났다{At(run.Last(After.Exit, concerned[^1]))}.";
            return zombie && point == After.Exit
                ? $"{ended} 좀비로 남아 있고, 회수하는 곳은 RunUntilAsync(After.Wait)이다."
                : $"{ended} 새 자식이 있어야 한다. {NextFork()}";
        }
        if (!point.IsOfTheChapter) return OfAnyCall();
        var fresh = living.Where(role => run.Last(point, role) is null).ToList();
        if (fresh.Count == 0)
            return $"{Particle.Topic(Names(living))} 그곳을 이미 지났다{At(living.Select(role => run.Last(point, role)).Last())}. "
                + $"또 멈추려면 새 자식이 있어야 한다. {NextFork()}";
        return point.Name == "close(serv_sock)" ? OfListeningSocket(fresh) : OfEnd(fresh);
    }

    private string OfListeningSocket(List<Role> children) => children.Exists(child => Holds(child, "serv_sock"))
        ? $"{Particle.Topic(Names(children))} serv_sock을 쥐고 있는데 닫지 않는다. 자식이 serv_sock을 닫지 않는 서버라면 이 지점은 없다."
        : $"{Particle.Topic(Names(children))} serv_sock을 쥐고 있지 않다.";

    /// <summary>EOF, close(clnt_sock), exit: they come when the client has closed.</summary>
    private string OfEnd(List<Role> children)
    {
        var open = children.Where(child => Connections(child).Exists(socket => socket.State == "ESTABLISHED")).ToList();
        if (open.Count > 0)
            return $"{Names(open)}의 클라이언트가 아직 닫지 않았다. 자식은 그때까지 읽는다. 먼저 클라이언트를 CloseAsync로 닫는다.";
        return children.Exists(child => Holds(child, "clnt_sock"))
            ? "클라이언트는 이미 닫았는데 자식이 아직 그곳에 이르지 않았다."
            : $"{Particle.Topic(Names(children))} clnt_sock을 쥐고 있지 않다.";
    }

    private string OfAnyCall()
    {
        var last = run.Last(point) is { } at ? $"그 호출은 {at}에서 마지막으로 있었다." : "그 호출은 아직 한 번도 없었다.";
        return $"{last} 모두 기다리고 있다면 클라이언트가 연결하거나, 보내거나, 닫아야 나아간다.";
    }

    private string WaitsForClient() => run.WaitingClients switch
    {
        0 => $"기다리는 클라이언트가 없다. {Connect}",
        null => $"기다리는 클라이언트가 없다면 {Connect}",
        var count => $"클라이언트 {count}개가 대기열에서 기다리는데 부모가 accept를 부르지 않는다.",
    };

    /// <summary>What leads to the next child.</summary>
    private string NextFork() => !Lives(Role.Parent)
        ? "부모 프로세스가 끝나서 더는 생기지 않는다. 서버를 새로 시작해야 한다."
        : run.WaitingClients is > 0 || (Holds(Role.Parent, "clnt_sock") && !HasForkedForWhatItHolds) ? GoToFork : ConnectAndFork;

    /// <summary>Whether a child holds the connection as well that the parent holds.</summary>
    private bool HasForkedForWhatItHolds => Connections(Role.Parent).TrueForAll(socket => now.DescriptorsOf(socket) > 1);

    private bool Lives(Role role) =>
        now.Facts.Processes.Any(process => process.State is not ('Z' or 'X') && now.RoleOf(process.Pid) == role);

    private bool Holds(Role role, string name) => now.Named.Any(named => named.Role == role && named.Name == name);

    private List<SocketFact> Connections(Role role) =>
    [
        .. now.Facts.Descriptors.Where(fact => now.RoleOf(fact.Pid) == role && now.NameOf(fact) == "clnt_sock").Select(now.SocketOf)
            .OfType<SocketFact>(),
    ];

    private static string At(string? where) => where is null ? "" : $"({where})";

    private static string Names(List<Role> roles) => string.Join(", ", roles);
}
