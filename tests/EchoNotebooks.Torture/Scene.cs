using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Torture;

/// <summary>What an ordeal has: the numbers that its seed gives, its size, and the counts of the run.</summary>
/// <param name="seed">Decides everything that is decided by chance.</param>
/// <param name="isLong">Whether there is time for much.</param>
/// <param name="counts">Adds up what was done.</param>
internal sealed class Scene(int seed, bool isLong, Counts counts)
{
    internal Random Random { get; } = new(seed);

    internal bool IsLong => isLong;

    internal Counts Counts => counts;

    /// <summary>So many in a short run, or so many in a long one.</summary>
    internal int Many(int ofShort, int ofLong) => isLong ? ofLong : ofShort;

    /// <summary>Bytes that no other client sends.</summary>
    internal byte[] Bytes(int length)
    {
        var data = new byte[length];
        Random.NextBytes(data);
        return data;
    }

    /// <summary>The chapter's server in C#, by the runtime or compiled to a native program: one of them by chance.</summary>
    internal string AnyServer() => Random.Next(2) == 0 ? Managed : Need.NativeServer();

    internal static string Managed { get; } = Path.Combine(Path.GetDirectoryName(Library)!, "echo-server");

    /// <summary>What notebooks reference.</summary>
    internal static string Library => Path.Combine(Need.RepositoryRoot, "artifacts/lib/EchoNotebooks.dll");

    /// <summary>A moment that is another one with each seed: at most so long.</summary>
    internal Task MomentAsync(int atMost = 40) => Task.Delay(Random.Next(atMost));
}
