namespace EchoNotebooks.Tracing;

/// <summary>The command line, as <see cref="Usage"/> has it.</summary>
internal sealed record TracerOptions
{
    internal const string Usage = """
        Usage : echo-tracer [--step] [--deltas] [--all] [--check] [--no-filter] [--client] [--setup]
                    -- COMMAND [ARG…]
                echo-tracer --self-test
        """;

    /// <summary>Stop at every step until a command on stdin says to go on.</summary>
    internal bool Step { get; private set; }

    /// <summary>Write what changed instead of all that is owned.</summary>
    internal bool Deltas { get; private set; }

    /// <summary>Show what a runtime does for itself, too.</summary>
    internal bool All { get; private set; }

    /// <summary>Hold every step against a full reading of the kernel.</summary>
    internal bool Check { get; private set; }

    /// <summary>Stop at every system call instead of using a seccomp filter.</summary>
    internal bool NoFilter { get; private set; }

    /// <summary>The program is a client: it listens at no port, and what it forks is its children from the first on.</summary>
    internal bool Client { get; private set; }

    /// <summary>Show what a server sets up and waits with: signals, options of sockets, poll.</summary>
    internal bool Setup { get; private set; }

    internal IReadOnlyList<string> Command { get; private init; } = [];

    /// <summary>null where the arguments are wrong.</summary>
    internal static TracerOptions? Parse(string[] args)
    {
        var end = Array.IndexOf(args, "--");
        if (end < 0 || end == args.Length - 1) return null;
        var arguments = new TracerOptions { Command = args[(end + 1)..] };
        foreach (var option in args[..end])
        {
            switch (option)
            {
                case "--step": arguments.Step = true; break;
                case "--deltas": arguments.Deltas = true; break;
                case "--all": arguments.All = true; break;
                case "--check": arguments.Check = true; break;
                case "--no-filter": arguments.NoFilter = true; break;
                case "--setup": arguments.Setup = true; break;
                case "--client": arguments.Client = true; break;
                default: return null;
            }
        }
        return arguments;
    }
}
