using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>The notebooks of the course, run as a whole and interrupted half-way, as a reader's stop button does it.</summary>
public sealed class CourseInterruptTests
{
    private const string Mark = "ECHO_NOTEBOOKS_TEST_KERNEL";

    /// <summary>Only a hang reaches it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static TheoryData<string> Notebooks { get; } = new(ExecutedCourse.Names);

    [Theory(Explicit = true), MemberData(nameof(Notebooks))]
    public async Task A_notebook_that_is_interrupted_stops_there_runs_on_from_there_and_leaves_nothing(string name)
    {
        var cells = NotebookChecks.CodeCells(JsonNode.Parse(await File.ReadAllTextAsync(
            ExecutedCourse.PathOf(name), TestContext.Current.CancellationToken))!).Select(NotebookChecks.Source).ToList();
        var random = Seed.Next();
        var (at, later) = (random.Next(cells.Count), TimeSpan.FromMilliseconds(random.Next(500)));
        var run = Guid.NewGuid().ToString("N");
        await using (var kernel = await KernelProcess.StartAsync(
            Path.GetDirectoryName(ExecutedCourse.PathOf(name)), start => start.Environment[Mark] = run))
        {
            // All at once, as a front end sends them; the last one never ends.
            var sent = cells.Append("await Task.Delay(-1);")
                .Select(cell => kernel.Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest(cell))).ToList();
            await kernel.Client.UntilAsync(message => message.ParentId == sent[at] && message.State == "busy", Patience);
            await Task.Delay(later, TestContext.Current.CancellationToken);
            await kernel.Client.InterruptAsync();

            var ends = new List<Executed>();
            foreach (var id in sent) ends.Add(await EndOfAsync(kernel.Client, id));
            var stopped = ends.FindIndex(end => end.Status != "ok");
            Assert.InRange(stopped, at, sent.Count - 1);
            Assert.Equal(("error", "Stopped"), (ends[stopped].Status, (string?)ends[stopped].Reply["ename"]));
            Assert.All(ends.Skip(stopped + 1), end => Assert.Equal("aborted", end.Status));

            foreach (var cell in cells.Skip(stopped))
            {
                var end = await kernel.Client.ExecuteAsync(cell);
                Assert.True(end.Status == "ok", $"{cell}\n{end.Reply.ToJsonString()}");
            }
            kernel.Client.Send("control", "shutdown_request", new JsonObject { ["restart"] = false });
            Assert.Equal(0, await kernel.ExitAsync());
        }
        await Wait.UntilAsync(
            () => MarkedRun.ProcessesWith(Mark, run).Count == 0, () => string.Join('\n', MarkedRun.ProcessesWith(Mark, run)));
    }

    /// <summary>Where the interrupt came between two cells, nothing has heard it: then it comes again.</summary>
    private static async Task<Executed> EndOfAsync(JupyterClient client, string id)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += TimeSpan.FromSeconds(1))
        {
            try
            {
                await client.UntilAsync(message => message.ParentId == id && message.Type == "execute_reply", TimeSpan.FromSeconds(1));
                return await client.EndOfAsync(id);
            }
            catch (TimeoutException)
            {
                await client.InterruptAsync();
            }
        }
        throw new TimeoutException($"no reply to {id}");
    }
}
