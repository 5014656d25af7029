namespace EchoNotebooks.Tests;

/// <summary>The questions of 05-designs, each put to the server that it asks about.</summary>
public sealed class DesignQuestionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_of_the_seven_designs_have_children_before_a_client_comes()
    {
        var several = 0;
        foreach (var name in ServerProgram.Designs)
        {
            await using var server = await EchoServer.StartAsync(ServerProgram.Design(name), ct: Stop);
            var rest = await server.WaitUntilAsync(now => now.Facts.Processes.All(process => process.State == 'S'), Patience);
            if (rest.Facts.Processes.Length > 1) several++;
        }
        Answers.Hold("5-1", several, "2");
    }

    [Fact]
    public async Task Each_of_three_clients_is_accepted_by_a_worker_of_its_own()
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        Answers.Hold("5-3", await EchoServer.RecordAsync(ServerProgram.Design("prefork"), clients: 3, ct: Stop), "자식 셋이 하나씩");
    }

    [Fact]
    public async Task A_message_that_nobody_has_received_keeps_a_socket_alive()
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        await using var server = await EchoServer.TraceAsync(ServerProgram.Design("passing"), ct: Stop);
        await server.ConnectAsync(Stop);
        await server.RunUntilAsync(After.Call("pass", by: Role.Parent), Patience);
        var closed = await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Parent), Patience);
        Answers.Hold("5-4", closed.After, "쥔 프로세스가 없이 살아 있다");
    }

    [Fact]
    public async Task A_new_program_begins_with_its_parent_s_number_of_the_connection_and_without_the_server_socket()
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        await using var server = await EchoServer.TraceAsync(ServerProgram.Design("spawn"), ct: Stop);
        await server.ConnectAsync(Stop);
        await server.RunUntilAsync(After.Fork, Patience);
        var started = await server.RunUntilAsync(After.Call("exec", by: Role.Child(1)), Patience);
        Answers.Hold("5-5", started.After, "clnt_sock만, 부모와 같은 번호로");
    }

    [Fact]
    public async Task Three_threads_serve_three_clients_with_three_descriptors()
    {
        await using var server = await EchoServer.StartAsync(ServerProgram.Design("thread"), ct: Stop);
        foreach (var client in await server.ConnectManyAsync(3, ct: Stop)) await client.EchoAsync("안녕하세요", Stop);
        Answers.Hold("5-6", server.Snapshot(), "3개");
    }
}
