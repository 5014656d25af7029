using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Linux.Tests.Live;

/// <summary>
/// A snapshot begins with what the one before knew of the processes that have not run since. Whatever changed in between,
/// it says the same as a reader that knows nothing.
/// </summary>
public sealed class RepeatedSnapshotTests
{
    [Theory]
    [InlineData("oopcxoccxfofkfzwnnofckapad")]
    [InlineData(null, 1)]
    [InlineData(null, 2)]
    public void After_every_change_it_says_what_a_first_look_says(string? changes, int seed = 0)
    {
        using var helper = new ChangingProcess();
        using var clients = new Clients(helper.Port);
        changes ??= new string(new Random(seed).GetItems<char>("ooocppxxaadfffkzwn", 60));
        foreach (var change in changes)
        {
            if (change == 'a') clients.Connect();
            helper.Change(change);
            Assert.Equal(FirstLook(helper.Pid), Facts(DescriptorSnapshot.Take([helper.Pid], children: true)));
            // What stood still in between is told once more.
            Assert.Equal(FirstLook(helper.Pid), Facts(DescriptorSnapshot.Take([helper.Pid], children: true)));
        }
    }

    [Fact]
    public void A_process_that_slept_is_not_read_again_and_one_that_ran_is()
    {
        using var helper = new ChangingProcess();
        helper.Change('f');
        var before = DescriptorSnapshot.Take([helper.Pid], children: true);
        var child = before.Processes[1].Pid;
        Assert.Same(Of(before, helper.Pid), Of(DescriptorSnapshot.Take([helper.Pid], children: true), helper.Pid));

        helper.Change('o');
        var after = DescriptorSnapshot.Take([helper.Pid], children: true);
        Assert.NotSame(Of(before, helper.Pid), Of(after, helper.Pid));
        Assert.Equal(Of(before, helper.Pid), Of(after, helper.Pid));
        Assert.Same(Of(before, child), Of(after, child));

        static DescriptorFact Of(DescriptorSnapshot snapshot, int pid) => snapshot.Descriptors.First(d => d.Pid == pid);
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
        Assert.Equal(["LISTEN", "ESTABLISHED", "ESTABLISHED"], States(DescriptorSnapshot.Take([helper.Pid])));

        clients.Finish(0);
        clients.Reset(1);

        // Loopback is quick, but nobody promises that it is done when close returns.
        var deadline = DateTime.UtcNow.AddSeconds(30);
        DescriptorSnapshot after;
        do after = DescriptorSnapshot.Take([helper.Pid]);
        while (!States(after).SequenceEqual(["LISTEN", "CLOSE_WAIT", "CLOSE"]) && DateTime.UtcNow < deadline);
        Assert.Equal(["LISTEN", "CLOSE_WAIT", "CLOSE"], States(after));
        // The kernel answers for the socket that was reset with the one that listens: it must not be taken for it.
        Assert.Equal((null, null), (after.Sockets[2].Local, after.Sockets[2].Remote));
        Assert.Same(before.Descriptors[0], after.Descriptors[0]);
        Assert.Equal(FirstLook(helper.Pid, children: false), Facts(after));

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
            Assert.True(sleeper.WaitForExit(TimeSpan.FromSeconds(30)));

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
            var deadline = DateTime.UtcNow.AddSeconds(30);
            while (ProcessReading.Read(new(), orphan, children: false, out _, sleep: true) is not { Ran: not null, Stat.Command: "sleep" })
                Assert.True(DateTime.UtcNow < deadline, "it falls asleep");
            var before = DescriptorSnapshot.Take([orphan]);
            Assert.Equal(shell.Id, before.Processes[0].Ppid);

            shell.StandardInput.Close();
            Assert.True(shell.WaitForExit(TimeSpan.FromSeconds(30)));

            var after = DescriptorSnapshot.Take([orphan]);
            Assert.NotEqual(shell.Id, after.Processes[0].Ppid);
            Assert.Equal(FirstLook(orphan, children: false), Facts(after));
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
        helper.FallAsleep();
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
        Assert.Equal(FirstLook(helper.Pid), Facts(snapshot));
    }

    [Theory]
    [InlineData('o')]
    [InlineData('f')]
    public void A_process_that_changed_before_every_look_is_a_problem_and_shown_as_it_was_last(char change)
    {
        using var helper = new ChangingProcess();
        helper.FallAsleep();
        var snapshot = new SnapshotReader([helper.Pid], children: true) { BeforePass = _ => helper.Change(change) }.Take();

        Assert.Contains(new(helper.Pid, ReadProblemKind.Moved, $"/proc/{helper.Pid}", 0), snapshot.Problems);
        Assert.Contains($"{{\"pid\":{helper.Pid},\"what\":\"moved\"", SnapshotJson.Write(snapshot), StringComparison.Ordinal);
        Assert.Equal(FirstLook(helper.Pid), Facts(snapshot with { Problems = [] }));
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
        var reader = new SnapshotReader([helper.Pid], children: true, scan: true);
        foreach (var change in "ffozkwc")
        {
            helper.Change(change);
            Assert.Equal(FirstLook(helper.Pid), Facts(reader.Take()));
            Assert.Equal(FirstLook(helper.Pid), Facts(reader.Take()));
        }
    }

    [Fact]
    public void Many_processes_are_read_on_several_threads_and_asked_for_again_as_one()
    {
        using var server = new ForkingServer([], "children", "300");
        var first = DescriptorSnapshot.Take([server.Pid], children: true);
        Assert.Equal(301, first.Processes.Length);
        Assert.Equal(FirstLook(server.Pid), Facts(first));
        // As soon as all sleep, not one descriptor is read again.
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            var again = DescriptorSnapshot.Take([server.Pid], children: true);
            Assert.Equal(Facts(first), Facts(again));
            if (first.Descriptors.AsSpan().SequenceEqual(again.Descriptors.AsSpan(), ReferenceEqualityComparer.Instance)) break;
            Assert.True(DateTime.UtcNow < deadline, "the children fall asleep");
            first = again;
        }
    }

    private static Process Start(string script) =>
        Process.Start(new ProcessStartInfo(Need.Program("sh", "install a shell"), ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    private static string FirstLook(int pid, bool children = true) => Facts(new SnapshotReader([pid], children).Take());

    private static string Facts(DescriptorSnapshot snapshot) => SnapshotJson.Write(snapshot with
    {
        TakenAt = default,
        // Whether the scheduler runs a process just now is nobody's fact.
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
