namespace EchoNotebooks;

/// <summary>
/// A named switch of the laboratory's server, src/textbook/echo_lab.c: the one line that differs from a server without a defect.
/// </summary>
public readonly record struct LabSwitch
{
    private LabSwitch(string argument) => Argument = argument;

    /// <summary>The parent does not close clnt_sock.</summary>
    public static LabSwitch ParentKeepsClnt { get; } = new("PARENT_KEEPS_CLNT");

    /// <summary>The parent closes serv_sock too.</summary>
    public static LabSwitch ParentClosesServ { get; } = new("PARENT_CLOSES_SERV");

    /// <summary>A child does not close serv_sock.</summary>
    public static LabSwitch ChildKeepsServ { get; } = new("CHILD_KEEPS_SERV");

    /// <summary>A child closes serv_sock only after its service.</summary>
    public static LabSwitch ChildClosesLate { get; } = new("CHILD_CLOSES_LATE");

    /// <summary>The parent closes clnt_sock before fork.</summary>
    public static LabSwitch CloseBeforeFork { get; } = new("CLOSE_BEFORE_FORK");

    /// <summary>A child calls shutdown before close.</summary>
    public static LabSwitch Shutdown { get; } = new("SHUTDOWN");

    /// <summary>A child duplicates clnt_sock and serves by the copy.</summary>
    public static LabSwitch DupClnt { get; } = new("DUP_CLNT");

    /// <summary>A child does not end and goes back to accept.</summary>
    public static LabSwitch ChildFallsThrough { get; } = new("CHILD_FALLS_THROUGH");

    /// <summary>A child forks again, and the grandchild serves.</summary>
    public static LabSwitch Grandchild { get; } = new("GRANDCHILD");

    /// <summary>A child adds 10 to a global variable and sends it.</summary>
    public static LabSwitch Count { get; } = new("COUNT");

    /// <summary>clnt_sock stays open where fork has failed.</summary>
    public static LabSwitch LeakOnFailedFork { get; } = new("LEAK_ON_FAILED_FORK");

    /// <summary>SIGCHLD is not handled.</summary>
    public static LabSwitch NoHandler { get; } = new("NO_HANDLER");

    /// <summary>SIGCHLD is ignored (SIG_IGN).</summary>
    public static LabSwitch IgnoreSigchld { get; } = new("IGNORE_SIGCHLD");

    /// <summary>One waitpid a signal.</summary>
    public static LabSwitch ReapOne { get; } = new("REAP_ONE");

    /// <summary>printf in the handler and outside.</summary>
    public static LabSwitch PrintfInHandler { get; } = new("PRINTF_IN_HANDLER");

    /// <summary>The handler is installed with SA_RESTART.</summary>
    public static LabSwitch Restart { get; } = new("RESTART");

    /// <summary>The server ends where accept fails with EINTR.</summary>
    public static LabSwitch BreakOnEintr { get; } = new("BREAK_ON_EINTR");

    /// <summary>No handler; after each fork the parent waits for that child's end.</summary>
    public static LabSwitch BlockingWait { get; } = new("BLOCKING_WAIT");

    /// <summary>Only listen, no accept.</summary>
    public static LabSwitch NoAccept { get; } = new("NO_ACCEPT");

    /// <summary>read's −1 becomes write's length.</summary>
    public static LabSwitch MinusOneAsLength { get; } = new("MINUS_ONE_AS_LENGTH");

    /// <summary>What write did not take is not written.</summary>
    public static LabSwitch SingleWrite { get; } = new("SINGLE_WRITE");

    /// <summary>SIGPIPE ends the process.</summary>
    public static LabSwitch SigpipeDefault { get; } = new("SIGPIPE_DEFAULT");

    /// <summary>SO_REUSEADDR is not set.</summary>
    public static LabSwitch NoReuseaddr { get; } = new("NO_REUSEADDR");

    /// <summary>Nothing is printed.</summary>
    public static LabSwitch Quiet { get; } = new("QUIET");

    /// <summary>What the program is called with.</summary>
    internal string Argument { get; }

    /// <summary>Whether it needs <see cref="UserNamespace"/>.</summary>
    internal bool LimitsProcesses { get; private init; }

    /// <summary>The server may have so many processes (RLIMIT_NPROC, setrlimit(2)), counted in a user namespace of its own.</summary>
    public static LabSwitch MostProcesses(int count) => new($"NPROC={count}") { LimitsProcesses = true };

    /// <summary>The second argument of listen; 5 by default.</summary>
    public static LabSwitch Backlog(int length) => new($"BACKLOG={length}");

    /// <summary>A process may have so many descriptors (RLIMIT_NOFILE, setrlimit(2)).</summary>
    public static LabSwitch MostDescriptors(int count) => new($"NOFILE={count}");

    /// <summary>The switch as the program knows it: "REAP_ONE", "NOFILE=16".</summary>
    public override string ToString() => Argument;
}
