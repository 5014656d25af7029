using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EchoNotebooks.TestSupport;
using Microsoft.Playwright;

namespace EchoNotebooks.Browser.Tests;

/// <summary>The book of a notebook that means harm, with a client that does: nothing runs, and nothing is asked for.</summary>
public sealed class HostileBookTests(Book book) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hostile-").FullName;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public void Dispose()
    {
        listener.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact(Explicit = true)]
    public async Task Nothing_of_it_runs_and_nothing_is_asked_for()
    {
        listener.Start();
        var away = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/x";
        var act = "window.acted=1";
        await WriteAsync(
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
            #r "{{Path.Combine(Need.RepositoryRoot, "artifacts/lib/EchoNotebooks.dll")}}"
            using EchoNotebooks;
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
        foreach (var path in Directory.GetFiles(Path.Combine(folder, "book"), "*.html"))
        {
            var address = new Uri(path).AbsoluteUri;
            await page.GotoAsync(address);
            foreach (var link in await page.Locator("#go").AllAsync()) await link.EvaluateAsync("link => link.click()");
            Assert.Equal(address, page.Url);
            Assert.False(await page.EvaluateAsync<bool>("'acted' in window"), path);
        }
        await page.GotoAsync(new Uri(Path.Combine(folder, "book/a.html")).AbsoluteUri);
        Assert.Equal("static", await page.GetByText("덮개").EvaluateAsync<string>("cover => getComputedStyle(cover).position"));
        Assert.True(await page.Locator("h1").IsVisibleAsync());
        Assert.False(listener.Pending());
        await page.Context.CloseAsync();
    }

    private async Task WriteAsync(string text, params string[] cells)
    {
        var notebook = new
        {
            cells = cells.Select((source, i) => (object)new
            {
                cell_type = "code",
                execution_count = (int?)null,
                id = $"c{i}",
                metadata = new { },
                outputs = Array.Empty<object>(),
                source,
            }).Prepend(new { cell_type = "markdown", id = "text", metadata = new { }, source = text }),
            metadata = new { kernelspec = new { display_name = ".NET (C#)", language = "C#", name = ".net-csharp" } },
            nbformat = 4,
            nbformat_minor = 5,
        };
        Directory.CreateDirectory(Path.Combine(folder, "notebooks"));
        await File.WriteAllTextAsync(Path.Combine(folder, "notebooks/a.ipynb"), JsonSerializer.Serialize(notebook));
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        var start = new ProcessStartInfo(
            Path.Combine(Need.RepositoryRoot, "artifacts/bin/EchoNotebooks.Cli", configuration, "echonb"),
            ["run", "--output", "run", "--html", "book", "notebooks"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, string.Concat(said));
    }
}
