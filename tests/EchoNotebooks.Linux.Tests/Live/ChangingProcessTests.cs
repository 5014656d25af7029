using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Linux.Tests.Live;

/// <summary>A process that changes as it is told: between two snapshots, and between two looks of one.</summary>
public sealed class ChangingProcessTests
{
    [Theory]
    [InlineData("oopcxoccxfofkfzwnnofckapad")]
    [InlineData(null, 1)]
    [InlineData(null, 2)]
    public void After_every_change_it_says_what_the_links_and_the_list_of_children_say(string? changes, int seed = 0)
    {
        using var helper = new ChangingProcess();
        using var clients = new Clients(helper.Port);
        changes ??= new string(new Random(seed).GetItems<char>("ooocppxxaadfffkzwn", 60));
        foreach (var change in changes)
        {
            if (change == 'a') clients.Connect();
            helper.Change(change);
            var snapshot = DescriptorSnapshot.Take([helper.Pid], children: true);
            Assert.Empty(snapshot.Problems);
            Assert.Equal(
                [helper.Pid, .. ChildrenOf(helper.Pid).Order()],
                snapshot.Processes.OrderBy(p => p.Pid != helper.Pid).ThenBy(p => p.Pid).Select(p => p.Pid));
            foreach (var process in snapshot.Processes)
            {
                Assert.Equal(
                    process.State == 'Z' ? [] : Links(process.Pid),
                    snapshot.Descriptors.Where(d => d.Pid == process.Pid).Select(d => (d.Fd, d.Target, d.CloseOnExec)));
            }
        }
    }

    [Fact]
    public void A_socket_that_changes_while_its_process_sleeps_is_seen_to_change()
    {
        using var helper = new ChangingProcess();
        using var clients = new Clients(helper.Port);
        clients.Connect();
        clients.Connect();
        helper.Change('a');
        helper.Change('a');
        var before = DescriptorSnapshot.Take([helper.Pid]);
        Assert.Equal(["LISTEN", "ESTABLISHED", "ESTABLISHED"], States(before));

        clients.Finish(0);
        clients.Reset(1);

        // Loopback is quick, but nothing promises that it is done when close returns.
        var deadline = DateTime.UtcNow.AddSeconds(30);
        DescriptorSnapshot after;
        do after = DescriptorSnapshot.Take([helper.Pid]);
        while (!States(after).SequenceEqual(["LISTEN", "CLOSE_WAIT", "CLOSE"]) && DateTime.UtcNow < deadline);
        Assert.Equal(["LISTEN", "CLOSE_WAIT", "CLOSE"], States(after));
        // The kernel answers for the socket that was reset with the one that listens: it must not be taken for it.
        Assert.Equal((null, null), (after.Sockets[2].Local, after.Sockets[2].Remote));
        Assert.Equal(before.Descriptors, after.Descriptors);

        static IEnumerable<string?> States(DescriptorSnapshot snapshot) => snapshot.Sockets.Select(s => s.State);
    }

    [Fact]
    public void A_file_that_is_renamed_while_its_process_sleeps_has_its_new_name()
    {
        var folder = Directory.CreateTempSubdirectory("renamed-").FullName;
        try
        {
            var (old, renamed) = (Path.Combine(folder, "old"), Path.Combine(folder, "new"));
            File.WriteAllText(old, "");
            using var sleeper = Start($"exec 3<'{old}'; read -r line");
            var deadline = DateTime.UtcNow.AddSeconds(30);
            while (Target() != old) Assert.True(DateTime.UtcNow < deadline, "the shell opens its file");
            Assert.Equal(old, Target());

            File.Move(old, renamed);
            Assert.Equal(renamed, Target());
            File.Delete(renamed);
            Assert.Equal($"{renamed} (deleted)", Target());

            sleeper.StandardInput.Close();
            Assert.True(sleeper.WaitForExit(TimeSpan.FromSeconds(60)));

            string? Target() => DescriptorSnapshot.Take([sleeper.Id]).Descriptors.FirstOrDefault(d => d.Fd == 3)?.Target;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_process_whose_parent_ended_while_it_slept_has_its_new_parent()
    {
        using var shell = Start("sleep 60 & echo $!; read -r line");
        var orphan = int.Parse(shell.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        try
        {
            var before = DescriptorSnapshot.Take([orphan]);
            Assert.Equal(shell.Id, before.Processes[0].Ppid);

            shell.StandardInput.Close();
            Assert.True(shell.WaitForExit(TimeSpan.FromSeconds(60)));

            var after = DescriptorSnapshot.Take([orphan]);
            Assert.NotEqual(shell.Id, after.Processes[0].Ppid);
        }
        finally
        {
            Process.GetProcessById(orphan).Kill();
        }
    }

    [Fact]
    public void A_look_that_finds_a_change_is_followed_by_another_until_nothing_changes()
    {
        using var helper = new ChangingProcess();
        var looks = 0;
        var snapshot = new SnapshotReader([helper.Pid], children: true)
        {
            BeforePass = pass =>
            {
                looks = pass;
                if (pass is 2 or 3) helper.Change('f');
            },
        }.Take();

        Assert.Equal(4, looks);
        Assert.Empty(snapshot.Problems);
        Assert.Equal(3, snapshot.Processes.Length);
        Assert.Equal(Facts(DescriptorSnapshot.Take([helper.Pid], children: true)), Facts(snapshot));
    }

    [Theory]
    [InlineData("o", "p")]
    [InlineData("o", "x")]
    // A pipe in the place of a pipe, and a socket in that of a socket.
    [InlineData("op", "p")]
    [InlineData("a", "da")]
    public void A_descriptor_that_changes_under_its_number_between_two_looks_is_read_again(string first, string changes)
    {
        using var helper = new ChangingProcess();
        using var clients = new Clients(helper.Port);
        clients.Connect();
        clients.Connect();
        foreach (var change in first) helper.Change(change);
        var before = Facts(DescriptorSnapshot.Take([helper.Pid]));
        var snapshot = new SnapshotReader([helper.Pid], children: false)
        {
            BeforePass = pass =>
            {
                if (pass != 2) return;
                foreach (var change in changes) helper.Change(change);
            },
        }.Take();

        Assert.NotEqual(before, Facts(snapshot));
        Assert.Equal(Facts(DescriptorSnapshot.Take([helper.Pid])), Facts(snapshot));
    }

    [Theory]
    [InlineData('o')]
    [InlineData('f')]
    public void A_process_that_changed_before_every_look_is_a_problem_and_shown_as_it_was_last(char change)
    {
        using var helper = new ChangingProcess();
        var snapshot = new SnapshotReader([helper.Pid], children: true) { BeforePass = _ => helper.Change(change) }.Take();

        Assert.Contains(new(helper.Pid, ReadProblemKind.Moved, $"/proc/{helper.Pid}", 0), snapshot.Problems);
        Assert.Contains($"{{\"pid\":{helper.Pid},\"what\":\"moved\"", SnapshotJson.Write(snapshot), StringComparison.Ordinal);
        Assert.Equal(Facts(DescriptorSnapshot.Take([helper.Pid], children: true)), Facts(snapshot with { Problems = [] }));
    }

    [Fact]
    public void A_process_that_never_stands_still_is_marked_in_the_snapshot()
    {
        using var helper = new ChangingProcess("always");
        var deadline = DateTime.UtcNow.AddSeconds(60);
        ReadProblem? moved = null;
        while (moved is null && DateTime.UtcNow < deadline) moved = DescriptorSnapshot.Take([helper.Pid]).Problems.FirstOrDefault();
        Assert.Equal(new(helper.Pid, ReadProblemKind.Moved, $"/proc/{helper.Pid}", 0), moved);
    }

    [Fact]
    public void Where_the_kernel_lists_no_children_they_are_found_by_every_process_parent()
    {
        using var helper = new ChangingProcess();
        helper.Change('f');
        foreach (var change in "ffozkwc")
        {
            helper.Change(change);
            var scanned = new SnapshotReader([helper.Pid], children: true, scan: true).Take();
            Assert.Equal(Facts(DescriptorSnapshot.Take([helper.Pid], children: true)), Facts(scanned));
        }
    }

    /// <summary>The children of a process that has one thread (proc_pid_children(5)).</summary>
    private static IEnumerable<int> ChildrenOf(int pid) =>
        File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture));

    /// <summary>The descriptors of a process as its links and their flags show them.</summary>
    private static IEnumerable<(int Fd, string Target, bool CloseOnExec)> Links(int pid) =>
        from link in new DirectoryInfo($"/proc/{pid}/fd").EnumerateFileSystemInfos()
        let fd = int.Parse(link.Name, CultureInfo.InvariantCulture)
        let flags = File.ReadLines($"/proc/{pid}/fdinfo/{fd}").First(line => line.StartsWith("flags:", StringComparison.Ordinal))
        orderby fd
        select (fd, link.LinkTarget!, (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & 0x80000) != 0);

    private static Process Start(string script) =>
        Process.Start(new ProcessStartInfo(Need.Program("sh", "install a shell"), ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    private static string Facts(DescriptorSnapshot snapshot) => SnapshotJson.Write(snapshot with
    {
        TakenAt = default,
        // Whether the scheduler runs a process just now is left out.
        Processes = [.. snapshot.Processes.Select(p => p.State == 'R' ? p with { State = 'S' } : p)],
    });

    /// <summary>Connections to a port that are closed as wanted.</summary>
    private sealed class Clients(int port) : IDisposable
    {
        private readonly List<Socket> sockets = [];

        internal void Connect()
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(IPAddress.Loopback, port);
            sockets.Add(socket);
        }

        internal void Finish(int index) => sockets[index].Shutdown(SocketShutdown.Send);

        internal void Reset(int index)
        {
            sockets[index].LingerState = new(enable: true, seconds: 0);
            sockets[index].Close();
        }

        public void Dispose() => sockets.ForEach(s => s.Dispose());
    }
}
