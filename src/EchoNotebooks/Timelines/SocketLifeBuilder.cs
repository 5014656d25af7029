using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>Gathers the lives of all sockets while a recording grows.</summary>
internal sealed class SocketLifeBuilder
{
    private readonly List<Life> lives = [];
    private readonly Dictionary<ulong, Life> living = [];
    private readonly Dictionary<(int Pid, int Fd), (Life Life, int At)> open = [];
    private readonly Dictionary<int, ProcessRole?> roles = [];

    private sealed class Life(ulong inode, int bornAt)
    {
        public ulong Inode { get; } = inode;

        public int BornAt { get; set; } = bornAt;

        public int? DestroyedAt { get; set; }

        public string? Name { get; set; }

        public Endpoint? Local { get; set; }

        public Endpoint? Remote { get; set; }

        public List<(int Pid, int Fd, int From, int? To)> Holdings { get; } = [];

        public List<SocketStateChange> States { get; } = [];
    }

    /// <summary>Takes what changed at a line.</summary>
    /// <param name="changes">What changed.</param>
    /// <param name="step">The step that the line completes, or the next that will be complete.</param>
    public void Add(TraceChanges changes, int step)
    {
        foreach (var process in changes.Processes ?? []) roles[process.Pid] = process.Role;
        foreach (var socket in changes.Sockets ?? [])
        {
            if (!socket.IsTcp) continue;
            if (!living.TryGetValue(socket.Inode, out var life))
            {
                living[socket.Inode] = life = new Life(socket.Inode, step);
                lives.Add(life);
            }
            (life.Local, life.Remote) = (socket.Local ?? life.Local, socket.Remote ?? life.Remote);
            if (socket.State is { } state && (life.States.Count == 0 || life.States[^1].State != state)) life.States.Add(new(step, state));
        }
        // Closed before opened: dup2 does both to one number.
        foreach (var (pid, fd) in changes.GoneDescriptors ?? []) Close((pid, fd), step);
        foreach (var pid in changes.GoneProcesses ?? [])
            foreach (var key in open.Keys.Where(key => key.Pid == pid).ToList()) Close(key, step);
        foreach (var fact in changes.Descriptors ?? [])
        {
            var life = fact.Inode is { } inode && fact.Kind == DescriptorKind.Socket ? living.GetValueOrDefault(inode) : null;
            var key = (fact.Pid, fact.Fd);
            if (open.TryGetValue(key, out var held) && held.Life != life) Close(key, step);
            if (life is null) continue;
            life.Name ??= fact.Name;
            if (open.ContainsKey(key)) continue;
            open[key] = (life, life.Holdings.Count);
            life.Holdings.Add((fact.Pid, fact.Fd, step, null));
        }
        foreach (var inode in changes.GoneSockets ?? []) End(inode, step);
    }

    /// <summary>Counts from a later step: those before it are not of the timeline.</summary>
    public void Forget(int steps)
    {
        foreach (var life in lives)
        {
            life.BornAt = Math.Max(0, life.BornAt - steps);
            if (life.DestroyedAt is { } end) life.DestroyedAt = Math.Max(0, end - steps);
            for (var i = 0; i < life.Holdings.Count; i++)
            {
                var held = life.Holdings[i];
                life.Holdings[i] = held with
                {
                    From = Math.Max(0, held.From - steps),
                    To = held.To is { } to ? Math.Max(0, to - steps) : null,
                };
            }
            for (var i = 0; i < life.States.Count; i++)
                life.States[i] = life.States[i] with { Step = Math.Max(0, life.States[i].Step - steps) };
        }
    }

    /// <summary>The lives up to now.</summary>
    /// <param name="steps">How many steps there are.</param>
    public SocketHistory ToHistory(int steps)
    {
        var (listeners, accepted) = (lives.Count(life => life.Name == "serv_sock"), 0);
        var listener = 0;
        return new([.. lives.Select(life => new SocketLife(
            life.Inode,
            life.Name switch
            {
                "serv_sock" => listeners == 1 ? "serv_sock" : $"serv_sock {++listener}",
                "clnt_sock" => $"clnt_sock {++accepted}",
                "sock" => "sock",
                _ => "socket",
            },
            life.Local, life.Remote, Known(life.BornAt), life.DestroyedAt is { } end ? Known(end) : null,
            [
                .. life.Holdings.Select(held => new Holding(
                    Role.Of(roles.GetValueOrDefault(held.Pid)),
                    held.Pid,
                    held.Fd,
                    Known(held.From),
                    held.To is { } to ? Known(to) : null)),
            ],
            [.. life.States.Select(change => change with { Step = Known(change.Step) })]))], steps);

        // The last line may have been seen before the step that it belongs to.
        int Known(int step) => Math.Min(step, Math.Max(0, steps - 1));
    }

    private void Close((int Pid, int Fd) key, int step)
    {
        if (!open.Remove(key, out var held)) return;
        held.Life.Holdings[held.At] = held.Life.Holdings[held.At] with { To = step };
    }

    private void End(ulong inode, int step)
    {
        if (!living.Remove(inode, out var life)) return;
        life.DestroyedAt = step;
        foreach (var key in open.Where(entry => entry.Value.Life == life).Select(entry => entry.Key).ToList()) Close(key, step);
    }
}
