using EchoNotebooks.Linux;

namespace EchoNotebooks.Views;

/// <summary>
/// What the machine's numbers are called in a picture. Live pictures show them as they are; the chapter's figures
/// show names, so that every run draws the same picture.
/// </summary>
internal abstract record Labels
{
    /// <summary>The numbers themselves.</summary>
    public static Labels OfTheMachine { get; } = new Numbers();

    /// <summary>In a timeline: what says nothing about ownership, because the tracer stops every process, is left out.</summary>
    public static Labels OfATimeline { get; } = new Steps();

    /// <summary>Beside a process's role: "pid 4242 · 대기"; empty for nothing.</summary>
    public abstract string Process(ProcessFact process);

    /// <summary>Whether descriptors that are not drawn are mentioned, and the machine's own matters remarked on.</summary>
    public virtual bool ShowsRest => true;

    /// <summary>Both ends of a socket, on one line.</summary>
    public abstract string Ends(SocketFact socket);

    /// <summary>A client by its endpoint.</summary>
    public virtual string Client(string end) => end;

    /// <summary>A socket's own number; empty for nothing.</summary>
    public abstract string Inode(SocketFact socket);

    private sealed record Numbers : Labels
    {
        public override string Process(ProcessFact process) => $"pid {process.Pid} · {StateWords.WithLetter(process.State)}";

        public override string Ends(SocketFact socket) =>
            (socket.Local?.Plain.ToString(), socket.Remote?.Plain) switch
            {
                (null, null) => socket.Protocol,
                ({ } local, null) => local,
                (null, { } remote) => $"→ {remote}",
                ({ } local, { } remote) => $"{local} ↔ {remote}",
            };

        public override string Inode(SocketFact socket) => $"inode {socket.Inode}";
    }

    private sealed record Steps : Labels
    {
        public override bool ShowsRest => false;

        public override string Process(ProcessFact process) =>
            process.State == 'Z' ? $"pid {process.Pid} · {StateWords.WithLetter('Z')}" : $"pid {process.Pid}";

        public override string Ends(SocketFact socket) =>
            (socket.Local?.Plain.ToString(), socket.Remote?.Plain) switch
            {
                (null, null) => "",
                ({ } local, null) => local,
                (_, { } remote) => $"↔ {remote}",
            };

        public override string Inode(SocketFact socket) => $"inode {socket.Inode}";
    }
}
