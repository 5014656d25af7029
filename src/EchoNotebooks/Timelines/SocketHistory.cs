using System.Collections;

namespace EchoNotebooks;

/// <summary>
/// The lives of a timeline's sockets: who held each of them from which step to which, and the step that destroyed
/// it. Shown as bars over the steps.
/// </summary>
public sealed partial class SocketHistory : IReadOnlyList<SocketLife>
{
    private readonly IReadOnlyList<SocketLife> lives;

    internal SocketHistory(IReadOnlyList<SocketLife> lives, int steps)
    {
        this.lives = lives;
        Steps = steps;
    }

    /// <summary>How many sockets.</summary>
    public int Count => lives.Count;

    /// <summary>How many steps the timeline has.</summary>
    internal int Steps { get; }

    /// <summary>The socket that came into being as the index-th, from 0.</summary>
    public SocketLife this[int index] => lives[index];

    /// <summary>In the order in which they came into being.</summary>
    public IEnumerator<SocketLife> GetEnumerator() => lives.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
