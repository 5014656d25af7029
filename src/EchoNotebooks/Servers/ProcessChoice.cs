using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>Which processes must continue so that a traced server reaches a point.</summary>
/// <param name="Role">The role that reaches it; null for any.</param>
/// <param name="Only">The roles that may continue; null for all.</param>
internal readonly record struct ProcessChoice(ProcessRole? Role, IReadOnlyList<ProcessRole>? Only)
{
    /// <summary>Chooses the processes for a point.</summary>
    /// <exception cref="EchoServerException">No process can reach it.</exception>
    public static ProcessChoice For(StopPoint point, TracedServer server)
    {
        if (point.Role == RoleKind.Other) return default;
        if (point.Role == RoleKind.Parent) return Just(ProcessRole.Parent);
        var candidates = server.Tracer.Recording.Current.AllProcesses
            .Where(process => process.State != 'Z' && point.Concerns(EchoNotebooks.Role.Of(process.Role))).ToList();
        if (candidates.Count == 0) throw new EchoServerException($"{point}에 이를 수 있는 프로세스가 없다. {server.HintFor(point)}\n{server}");
        if (point.Exactly is { } one) return Just(one.Fact);
        if (point.Child > 0) return Just(ProcessRole.Child(point.Child));
        // Any child that sleeps in the call may be woken, so all of them continue.
        return point.IsOfTheChapter ? Just(First(candidates, point, server)) : Just(ProcessRole.AnyChild);
    }

    private static ProcessChoice Just(ProcessRole role) => new(role, [role]);

    /// <summary>The first child that has not been at the point; of these one whose client has closed comes first.</summary>
    private static ProcessRole First(List<ProcessFact> candidates, StopPoint point, TracedServer server)
    {
        var timeline = server.Timeline;
        var fresh = candidates.Where(process => !timeline.Of(process.Pid).Any(step => point.IsReachedBy(step)))
            .DefaultIfEmpty(candidates[0]).ToList();
        if (point.Command.Descriptor == "serv_sock") return fresh[0].Role!.Value;
        var now = server.Snapshot();
        return (fresh.Find(process => HasNoOpenClient(process, now)) ?? fresh[0]).Role!.Value;
    }

    private static bool HasNoOpenClient(ProcessFact process, Snapshot now)
    {
        var held = now.Facts.Descriptors.Where(fact => fact.Pid == process.Pid && now.NameOf(fact) == "clnt_sock").ToList();
        return held.Count == 0 || held.Exists(fact => now.SocketOf(fact)?.State is not "ESTABLISHED");
    }
}
