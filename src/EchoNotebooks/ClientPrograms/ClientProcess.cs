using System.Collections.Immutable;
using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// A client that is a program of its own and runs: its processes are the parent and what it has forked, its connected socket is
/// "sock". It ends when it is disposed, when its notebook's process ends, and when its cell runs again.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class ClientProcess : ICellOwned, IView
{
    private readonly string name;
    private readonly SupervisedProcess supervised;
    private readonly TypedInput input;
    private readonly int port;
    private readonly RoleNumbering roles;
    private readonly DescriptionNumbers numbers = new();
    private bool isOver;

    private ClientProcess(string name, SupervisedProcess supervised, TypedInput input, int port)
    {
        this.name = name;
        this.supervised = supervised;
        this.input = input;
        this.port = port;
        roles = new RoleNumbering(supervised.Pid);
    }

    /// <summary>The process id of the program itself.</summary>
    public int Pid => supervised.Pid;

    /// <summary>What it has written so far.</summary>
    public ServerOutput Output => supervised.Output;

    /// <summary>Whether the program itself has ended.</summary>
    public bool HasEnded => supervised.Ended.IsCompleted;

    bool ICellOwned.IsOver => isOver;

    void ICellOwned.EndsBecause(string why)
    {
        // Its output stays readable, and its snapshot shows no process: there is nothing to explain.
    }

    internal static async Task<ClientProcess> StartAsync(string name, string[] command, int port, string input, CancellationToken ct)
    {
        var typed = new TypedInput(input);
        try
        {
            var supervised = await SupervisedProcess.StartAsync(typed.Of(command), new ServerOutput(), ct).ConfigureAwait(false);
            return new ClientProcess(name, supervised, typed, port);
        }
        catch
        {
            typed.Dispose();
            throw;
        }
    }

    /// <summary>Its processes and their connection now, read from the kernel; without a process where it has ended.</summary>
    public Snapshot Snapshot()
    {
        var facts = roles.Fill(DescriptorSnapshot.Take([Pid], children: true));
        var names = facts.Sockets.Where(socket => socket.Remote?.PortOrNull == port)
            .ToImmutableDictionary(socket => socket.Inode, _ => "sock");
        return new Snapshot(facts, port, names, numbers: numbers);
    }

    /// <summary>Waits until the program itself has ended.</summary>
    /// <param name="timeout">How long at most.</param>
    /// <returns>Whether it has ended in that time.</returns>
    public async Task<bool> WaitForEndAsync(TimeSpan timeout) => await EndAsync(timeout).ConfigureAwait(false) is not null;

    /// <summary>Ends it and all that it has forked, and waits for that. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        isOver = true;
        await supervised.DisposeAsync().ConfigureAwait(false);
        input.Dispose();
    }

    /// <summary>How the program has ended; null where it did not in time.</summary>
    internal async Task<ProcessEnd?> EndAsync(TimeSpan timeout)
    {
        using var stop = new CancellationTokenSource();
        var first = await Task.WhenAny(supervised.Ended, Task.Delay(timeout, stop.Token)).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        return first == supervised.Ended ? await supervised.Ended.ConfigureAwait(false) : null;
    }

    /// <summary>"입출력을 나눈 C 클라이언트(echo_mpclient.c), pid 42".</summary>
    public override string ToString() => $"{name}, pid {Pid}{(HasEnded ? " (끝났다)" : "")}";

    void IView.WriteHtml(MarkupWriter html) => html.Leaf("pre", ToString());

    string IView.ToText() => ToString() + "\n";
}
