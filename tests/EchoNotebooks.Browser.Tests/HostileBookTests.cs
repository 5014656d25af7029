using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;

namespace EchoNotebooks.Browser.Tests;

/// <summary>The book of a notebook that means harm, with a client that does: nothing runs, and nothing is asked for.</summary>
public sealed class HostileBookTests(Book book) : IDisposable
{
    private readonly SmallBook small = new();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public void Dispose()
    {
        listener.Dispose();
        small.Dispose();
    }

    [Fact(Explicit = true, Timeout = 120_000)]
    public async Task Nothing_of_it_runs_and_nothing_is_asked_for()
    {
        listener.Start();
        var away = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/x";
        var act = "window.acted=1";
        await small.RunAsync(
            [],
            $"""
            # 제목 <script>{act}</script>

            <img src=x onerror="{act}"> <img src="{away}" alt="밖"> [누르기](javascript:{act})
            <meta http-equiv=refresh content="0;url={away}">
            <iframe src="{away}"></iframe> <link rel=stylesheet href="{away}">
            <style>@import '{away}'; body {"{"} display: none {"}"}</style>
            <svg onload="{act}"><script>{act}</script></svg> <form action="{away}"><input autofocus onfocus="{act}"></form>

            <div style="position: fixed; inset: 0; z-index: 9999; background: url({away})">덮개</div>
            """,
            $$"""
            display(HTML("<script>{{act}}</script><img src='{{away}}' onerror='{{act}}'>"));
            display(HTML("<meta http-equiv=refresh content='0;url={{away}}'>"));
            display(HTML("<svg onload='{{act}}'><script>{{act}}</script></svg><a id='go' href='javascript:{{act}}'>누르기</a>"));
            """,
            $$"""
            {{SmallBook.Reference}}
            const string Evil = "</script><script>{{act}}</script><img src=x onerror={{act}}>";
            await using (var server = await EchoServer.StartAsync(ServerProgram.CSharp))
            {
                var client = await server.ConnectAsync();
                Console.WriteLine(await client.EchoAsync(Evil));
                display(server.Snapshot(withClients: true));
            }
            if (EchoServer.CanTrace)
                display(await EchoServer.RecordAsync(ServerProgram.CSharp, scenario: async server =>
                {
                    var client = await server.ConnectAsync();
                    await client.EchoAsync(Evil);
                    await client.CloseAsync();
                }));
            """);
        var page = await book.OpenAsync("", 1280, ColorScheme.Light);
        page.Dialog += (_, dialog) => Assert.Fail(dialog.Message);
        foreach (var path in Directory.GetFiles(small.Folder, "*.html"))
        {
            var address = new Uri(path).AbsoluteUri;
            await page.GotoAsync(address);
            foreach (var link in await page.Locator("#go").AllAsync())
                await link.EvaluateAsync("link => link.click()").WaitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(address, page.Url);
            Assert.False(await page.EvaluateAsync<bool>("'acted' in window"), path);
        }
        await page.GotoAsync(new Uri(Path.Combine(small.Folder, "a.html")).AbsoluteUri);
        Assert.Equal("static", await page.GetByText("덮개").EvaluateAsync<string>("cover => getComputedStyle(cover).position"));
        Assert.True(await page.Locator("h1").IsVisibleAsync());
        Assert.False(listener.Pending());
        await page.Context.CloseAsync();
    }
}
