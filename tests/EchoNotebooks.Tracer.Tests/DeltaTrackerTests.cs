using System.Text.Json;
using CsCheck;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>Deltas, applied in order, are the snapshot: for any history of forks, closes, copies and ends.</summary>
public sealed class DeltaTrackerTests
{
    private const int Root = 100;

    [Fact]
    public void Changes_applied_in_order_give_the_same_as_the_whole() =>
        Gen.Int[0, 9].Array[1, 120].Select(Gen.Int).Sample((actions, seed) =>
        {
            var (deltas, random) = (new DeltaTracker(), new Random(seed));
            var ownership = new Ownership(deltas, everything: false);
            var roles = new Roles(ownership);
            var program = new TracedProcess(Root, null) { Command = "server" };
            ownership.Add(program, new DescriptorTable());
            roles.Started(program);
            var picture = new Picture();
            var pid = Root;
            var inode = 1000UL;
            foreach (var action in actions)
            {
                Act(action);
                // Several things happen between two lines now and then.
                if (random.Next(3) == 0) continue;
                foreach (var socket in ownership.Unreferenced.ToList()) ownership.Forget(socket);
                picture.Apply(Changed(deltas.Take(ownership)));
                Assert.Equal(new Picture().Apply(Whole(ownership, deltas)).Facts, picture.Facts);
            }

            void Act(int action)
            {
                var process = ownership.Processes[random.Next(ownership.Processes.Count)];
                if (process.Table is not { } table)
                {
                    if (action > 5 && process != program) ownership.Remove(process);
                    return;
                }
                var held = table.Descriptors.Keys.ToList();
                var fd = held.Count == 0 ? -1 : held[random.Next(held.Count)];
                switch (action)
                {
                    case 0 or 1:
                        var socket = new OpenFileDescription
                        {
                            Kind = DescriptorKind.Socket,
                            Inode = ++inode,
                            Target = $"socket:[{inode}]",
                        };
                        ownership.BecomeSocket(socket, new(inode, action == 0 ? "tcp" : "unix", null, null, "CLOSE"));
                        ownership.Set(table, random.Next(3, 12), new(socket, false));
                        break;
                    case 2 when ownership.Processes.Count < 12:
                        var child = new TracedProcess(++pid, process);
                        ownership.Add(child, random.Next(4) == 0 ? table : ownership.Copy(table));
                        roles.Forked(child);
                        break;
                    case 3 or 4 when fd >= 0:
                        ownership.Close(table, fd);
                        break;
                    case 5 when fd >= 0:
                        ownership.Set(table, random.Next(3, 12), table.Descriptors[fd] with { CloseOnExec = random.Next(2) == 0 });
                        break;
                    case 6 when fd >= 0 && table.Descriptors[fd].Description is { Socket: { } fact } description:
                        ownership.BecomeSocket(description, fact with { State = "LISTEN", Local = Endpoint.Parse("127.0.0.1:1") });
                        ownership.Rename(description, "serv_sock");
                        roles.Listens(process);
                        break;
                    case 7 when process != program:
                        ownership.Release(process);
                        process.State = 'Z';
                        ownership.Touch(process);
                        break;
                    case 8 when table.Holders.Count > 1:
                        ownership.Hold(process, ownership.Copy(table));
                        break;
                }
            }
        });

    private static Line Changed(TraceChanges changes) => Written(Step() with { Changes = changes });

    private static Line Whole(Ownership ownership, DeltaTracker deltas)
    {
        using var lines = new JsonLines();
        return Written(Step() with { Snapshot = new StepWriter(lines, ownership, deltas, deltas: false).Snapshot() });
    }

    private static TraceLine Step() => new() { Index = 0, Phase = "after", Pid = Root, Call = "close", Arguments = [] };

    private static Line Written(TraceLine line) => new(JsonSerializer.Serialize(line, TraceWritingContext.Default.TraceLine));
}
