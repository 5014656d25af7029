using System.Diagnostics;
using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>What <c>echonb jupyter install</c> writes and what it leaves alone.</summary>
public class InstallTests
{
    [Fact]
    public async Task The_kernelspec_has_what_front_ends_read_and_can_be_taken_away_again()
    {
        using var jupyter = await Installed.CreateAsync();
        foreach (var name in (string[])["echo-csharp", ".net-csharp"])
        {
            var spec = JsonNode.Parse(await File.ReadAllTextAsync(jupyter.KernelFile(name), TestContext.Current.CancellationToken))!;
            Assert.Equal("message", (string?)spec["interrupt_mode"]);
            Assert.Equal("C#", (string?)spec["language"]);
            Assert.Equal("{connection_file}", (string?)spec["argv"]!.AsArray().Last());
            // What VS Code shows as the kernel's place.
            var start = (string)Assert.Single(spec["argv"]!.AsArray().SkipLast(1))!;
            Assert.Equal(Path.Combine(jupyter.KernelsFolder, name, "EchoNotebooks"), start);
            Assert.True(File.GetUnixFileMode(start).HasFlag(UnixFileMode.UserExecute));
            foreach (var logo in (string[])["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"])
                Assert.True(new FileInfo(Path.Combine(jupyter.KernelsFolder, name, logo)).Length > 0);
        }
        Assert.Equal("C# (EchoNotebooks)", (string?)JsonNode.Parse(
            await File.ReadAllTextAsync(jupyter.KernelFile(), TestContext.Current.CancellationToken))!["display_name"]);

        var again = await jupyter.RunAsync(KernelProcess.Program, "jupyter", "install");
        Assert.True(again.Exit == 0, again.Output);
        var removed = await jupyter.RunAsync(KernelProcess.Program, "jupyter", "uninstall");
        Assert.Equal(0, removed.Exit);
        Assert.Empty(Directory.EnumerateDirectories(jupyter.KernelsFolder));
        Assert.Equal(0, (await jupyter.RunAsync(KernelProcess.Program, "jupyter", "uninstall")).Exit);
    }

    [Fact]
    public async Task A_kernel_of_somebody_else_is_left_alone_and_the_reader_told_how_to_choose()
    {
        using var jupyter = await Installed.CreateAsync();
        await jupyter.RunAsync(KernelProcess.Program, "jupyter", "uninstall");
        const string theirs =
            "{\"argv\":[\"dotnet\",\"interactive\",\"jupyter\",\"{connection_file}\"],\"display_name\":\".NET (C#)\",\"language\":\"C#\"}";
        Directory.CreateDirectory(Path.GetDirectoryName(jupyter.KernelFile(".net-csharp"))!);
        await File.WriteAllTextAsync(jupyter.KernelFile(".net-csharp"), theirs, TestContext.Current.CancellationToken);
        var (exit, output) = await jupyter.RunAsync(KernelProcess.Program, "jupyter", "install");
        Assert.Equal(0, exit);
        Assert.Contains("그대로 두었다", output);
        Assert.Contains("C# (EchoNotebooks)", output);
        await jupyter.RunAsync(KernelProcess.Program, "jupyter", "uninstall");
        Assert.Equal(theirs, await File.ReadAllTextAsync(jupyter.KernelFile(".net-csharp"), TestContext.Current.CancellationToken));
        Assert.False(File.Exists(jupyter.KernelFile()));
    }

    [Fact(Explicit = true)]
    public async Task A_prefix_is_honoured_and_one_that_cannot_be_written_is_an_error()
    {
        using var jupyter = await Installed.CreateAsync();
        var prefix = Path.Combine(jupyter.Out, "앞 '폴더'");
        Assert.Equal(0, (await jupyter.RunAsync(KernelProcess.Program, "jupyter", "install", "--prefix", prefix)).Exit);
        var spec = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(prefix, "share/jupyter/kernels/echo-csharp/kernel.json"), TestContext.Current.CancellationToken))!;
        await using (var kernel = await StartAsync(jupyter, spec)) Assert.Equal("2", (await kernel.Client.ExecuteAsync("1+1")).Result);
        var (exit, output) = await jupyter.RunAsync(KernelProcess.Program, "jupyter", "install", "--prefix", "/proc");
        Assert.Equal(1, exit);
        Assert.Contains("쓸 수 없다", output);
    }

    [Fact(Explicit = true)]
    public async Task A_kernel_without_a_cache_that_can_be_written_starts_from_another_one_or_from_the_build_and_says_so_once()
    {
        using var jupyter = await Installed.CreateAsync();
        var spec = JsonNode.Parse(await File.ReadAllTextAsync(jupyter.KernelFile(), TestContext.Current.CancellationToken))!;
        await using (var kernel = await StartAsync(jupyter, spec, start =>
        {
            foreach (var name in (string[])["HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"]) start.Environment.Remove(name);
        }))
        {
            Assert.Equal(AppContext.BaseDirectory, (await kernel.Client.ExecuteAsync("AppContext.BaseDirectory")).Result);
            var first = await kernel.Client.ExecuteAsync($"#r \"{BuiltLibrary}/EchoNotebooks.dll\"\nusing EchoNotebooks;");
            Assert.Equal("ok", first.Status);
            Assert.Contains("둘 수 있는 폴더가 없어 제자리에서 읽는다", first.Stream("stderr"));
            Assert.Equal("", (await kernel.Client.ExecuteAsync("await EchoServer.StartAsync()")).Stream("stderr"));
        }
        // The first cache is a plain file; in the second a plain file lies where the copy is to be.
        var cache = Path.Combine(jupyter.Home, ".cache/echo-notebooks");
        for (var start = 0; start < 3; start++)
        {
            string location;
            await using (var kernel = await StartAsync(jupyter, spec, start => start.Environment["XDG_CACHE_HOME"] = jupyter.KernelFile()))
                location = (await kernel.Client.ExecuteAsync("AppContext.BaseDirectory")).Result!;
            Assert.StartsWith(cache, location);
            Assert.Equal([location.TrimEnd('/')], Directory.EnumerateDirectories(cache));
            Directory.Delete(location, recursive: true);
            if (start == 0) await File.WriteAllTextAsync(location.TrimEnd('/'), "", TestContext.Current.CancellationToken);
            else Directory.CreateDirectory(Path.Combine(location, "half"));
        }
    }

    [Fact(Explicit = true)]
    public async Task Caches_on_a_full_disk_keep_nothing_half_and_the_kernel_runs_without_them()
    {
        using var disk = new FullDisk();
        using var jupyter = await Installed.CreateAsync();
        var launcher = (string)JsonNode.Parse(
            await File.ReadAllTextAsync(jupyter.KernelFile(), TestContext.Current.CancellationToken))!["argv"]![0]!;
        var said = Path.Combine(jupyter.Out, "said");
        // The launcher with a dotnet that only says what it is asked for, then a kernel with another cache on the same disk.
        var shell = disk.Shell("100k", $"""
            printf '#!/bin/sh\necho "$@"\n' > dotnet; chmod +x dotnet
            sed "s|^dotnet=.*|dotnet='$PWD/dotnet'|" '{launcher}' > start.sh
            XDG_CACHE_HOME=$PWD sh start.sh FILE > '{said}'; ls -A echo-notebooks | wc -l >> '{said}'
            exec "$@" --look-in /nowhere --copies "$PWD/copies"
            """);
        await using var kernel = await KernelProcess.StartAsync(change: start =>
        {
            jupyter.Prepare(start);
            string[] words = [.. shell[1..], start.FileName, .. start.ArgumentList];
            start.FileName = shell[0];
            start.ArgumentList.Clear();
            foreach (var word in words) start.ArgumentList.Add(word);
        });
        var cache = Path.Combine(jupyter.Home, ".cache/echo-notebooks");
        var app = Assert.Single(Directory.GetDirectories(cache));
        Assert.Equal(
            [$"{app}/echonb.dll jupyter kernel FILE --look-in {Need.RepositoryRoot} --copies {cache}", "0"],
            await File.ReadAllLinesAsync(said, TestContext.Current.CancellationToken));

        const string use = "EchoNotebooks.ServerProgram.CSharp.IsAvailable";
        var first = await kernel.Client.ExecuteAsync($"#r \"{BuiltLibrary}/EchoNotebooks.dll\"\n{use}");
        Assert.Equal("True", first.Result);
        Assert.Contains("/copies 폴더에 만들지 못해 제자리에서 읽는다(자리가 모자라거나", first.Stream("stderr"));
        var left = await kernel.Client.ExecuteAsync($"System.IO.Directory.GetFileSystemEntries(\"{disk.Folder}/copies\").Length");
        Assert.Equal("0", left.Result);
    }

    [Fact(Explicit = true)]
    public async Task A_build_reaches_neither_a_running_kernel_nor_its_library_and_a_restart_takes_the_new_one()
    {
        using var jupyter = await Installed.CreateAsync();
        // A build of its own, which may be broken.
        var build = Path.Combine(jupyter.Out, "build");
        await jupyter.RunAsync("/bin/cp", "-Rp", AppContext.BaseDirectory.TrimEnd('/'), build);
        Assert.Equal(0, (await jupyter.RunAsync(Path.Combine(build, "echonb"), "jupyter", "install")).Exit);
        var spec = JsonNode.Parse(await File.ReadAllTextAsync(jupyter.KernelFile(), TestContext.Current.CancellationToken))!;
        var lib = Path.Combine(jupyter.Out, "lib");
        await jupyter.RunAsync("/bin/cp", "-Rp", BuiltLibrary, lib);
        var library = Path.Combine(lib, "EchoNotebooks.dll");
        await using (var kernel = await StartAsync(jupyter, spec))
        {
            Assert.Equal("ok", (await kernel.Client.ExecuteAsync($"#r \"{library}\"\nusing EchoNotebooks;")).Status);
            // What a build does that writes into the files.
            foreach (var file in Directory.EnumerateFiles(build, "*.dll").Concat(Directory.EnumerateFiles(lib, "*.dll")))
                using (var stream = new FileStream(file, FileMode.Open, FileAccess.Write)) stream.SetLength(10);
            Assert.Equal("ok", (await kernel.Client.ExecuteAsync(
                "var server = await EchoServer.StartAsync(); var client = await server.ConnectAsync();")).Status);
            Assert.Equal("안녕", (await kernel.Client.ExecuteAsync("await client.EchoAsync(\"안녕\")")).Result);
            var completed = await kernel.Client.AskAsEditorAsync(
                "complete_request", new JsonObject { ["code"] = "server.Snap", ["cursor_pos"] = 11 });
            Assert.Equal(["Snapshot"], completed["matches"]!.AsArray().Select(match => (string?)match).Take(1));
        }
        Directory.Delete(build, recursive: true);
        Directory.Delete(lib, recursive: true);
        await jupyter.RunAsync("/bin/cp", "-Rp", BuiltLibrary, lib);
        await jupyter.RunAsync("/bin/cp", "-Rp", AppContext.BaseDirectory.TrimEnd('/'), build);
        await File.WriteAllTextAsync(Path.Combine(build, "new.txt"), "", TestContext.Current.CancellationToken);
        await using (var kernel = await StartAsync(jupyter, spec))
        {
            var location = (await kernel.Client.ExecuteAsync("AppContext.BaseDirectory")).Result!;
            Assert.True(File.Exists(Path.Combine(location, "new.txt")), location);
            Assert.StartsWith(jupyter.Cache, location);
            Assert.Equal("ok", (await kernel.Client.ExecuteAsync(
                $"#r \"{library}\"\nvar where = typeof(EchoNotebooks.EchoServer).Assembly.Location;")).Status);
            Assert.StartsWith(jupyter.Cache, (await kernel.Client.ExecuteAsync("where")).Result);
        }
        Directory.Delete(build, recursive: true);
        // Nothing is built at all: the kernel starts all the same, and the cell says what to do.
        await using (var kernel = await StartAsync(jupyter, spec))
        {
            var executed = await kernel.Client.ExecuteAsync("#r \"../artifacts/없는/EchoNotebooks.dll\"");
            Assert.Contains("dotnet build", (string?)executed.Reply["evalue"]);
        }
    }

    [Theory(Explicit = true)]
    [InlineData(1, true)]
    [InlineData(-1, false)]
    public async Task A_kernel_starts_the_native_server_where_one_was_published_after_the_build(int minutesAfter, bool isUsed)
    {
        using var jupyter = await Installed.CreateAsync();
        var lib = Path.Combine(jupyter.Out, "lib");
        await jupyter.RunAsync("/bin/cp", "-Rp", BuiltLibrary, lib);
        var native = Path.Combine(lib, "native/echo-server");
        Directory.CreateDirectory(Path.GetDirectoryName(native)!);
        // Stands for the native program, and says that it was it.
        await File.WriteAllTextAsync(
            native, "#!/bin/sh\nWAS_NATIVE=1 exec \"$(dirname \"$0\")/../echo-server\" \"$@\"\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(native, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string[] made = ["echo-server.dll", "EchoNotebooks.Linux.dll"];
        var compiled = made.Max(file => File.GetLastWriteTimeUtc(Path.Combine(lib, file)));
        File.SetLastWriteTimeUtc(native, compiled.AddMinutes(minutesAfter));
        var spec = JsonNode.Parse(await File.ReadAllTextAsync(jupyter.KernelFile(), TestContext.Current.CancellationToken))!;
        await using var kernel = await StartAsync(jupyter, spec);
        var started = await kernel.Client.ExecuteAsync(
            $"#r \"{lib}/EchoNotebooks.dll\"\nusing EchoNotebooks;\nvar server = await EchoServer.StartAsync(); server.Pid");
        Assert.True(started.Status == "ok", started.Reply.ToJsonString());
        var environment = await File.ReadAllTextAsync($"/proc/{started.Result}/environ", TestContext.Current.CancellationToken);
        Assert.Equal(isUsed, environment.Split('\0').Contains("WAS_NATIVE=1"));
        Assert.Equal(
            "가", (await kernel.Client.ExecuteAsync("var client = await server.ConnectAsync(); await client.EchoAsync(\"가\")")).Result);
    }

    [Theory]
    [InlineData("notebooks")]
    [InlineData("")]
    [InlineData("/")]
    public async Task The_library_is_found_whichever_folder_the_front_end_starts_in(string folder)
    {
        using var jupyter = await Installed.CreateAsync();
        var spec = JsonNode.Parse(await File.ReadAllTextAsync(jupyter.KernelFile(), TestContext.Current.CancellationToken))!;
        await using var kernel = await StartAsync(jupyter, spec, folder: Path.Combine(Need.RepositoryRoot, folder));
        var executed = await kernel.Client.ExecuteAsync("#r \"../artifacts/lib/EchoNotebooks.dll\"\nusing EchoNotebooks;");
        Assert.True(executed.Status == "ok", executed.Reply.ToJsonString());
    }

    [Theory(Explicit = true)]
    [InlineData("repository/notebooks")]
    [InlineData("repository")]
    [InlineData("")]
    [InlineData("/")]
    public async Task Where_nothing_is_built_the_first_cell_says_which_command_builds_it_and_runs_once_that_was_done(string folder)
    {
        using var jupyter = await Installed.CreateAsync();
        var repository = Path.Combine(jupyter.Out, "repository");
        Directory.CreateDirectory(repository);
        await jupyter.RunAsync("/bin/cp", "-R", Path.Combine(Need.RepositoryRoot, "notebooks"),
            Path.Combine(Need.RepositoryRoot, "EchoNotebooks.sln"), repository);
        await using var kernel = await KernelProcess.StartAsync(Path.Combine(jupyter.Out, folder), start =>
        {
            jupyter.Prepare(start);
            foreach (var word in (string[])[
                "--look-in", repository, "--copies", Path.Combine(jupyter.Cache, "copies")]) start.ArgumentList.Add(word);
        });
        foreach (var name in ExecutedCourse.Names)
        {
            var notebook = JsonNode.Parse(
                await File.ReadAllTextAsync(Path.Combine(repository, "notebooks", name), TestContext.Current.CancellationToken))!;
            var first = string.Concat(notebook["cells"]!.AsArray()
                .First(cell => (string?)cell!["cell_type"] == "code")!["source"]!.AsArray().Select(line => (string?)line));
            var refused = await kernel.Client.ExecuteAsync(first);
            Assert.Equal("error", refused.Status);
            var said = (string)refused.Reply["evalue"]!;
            Assert.Contains($"{repository} 폴더에서 `dotnet build`", said);
            Assert.Contains($"{repository}/artifacts/lib/EchoNotebooks.dll 파일이 없다", said);
        }
        Directory.CreateDirectory(Path.Combine(repository, "artifacts"));
        await jupyter.RunAsync("/bin/cp", "-Rp", BuiltLibrary, Path.Combine(repository, "artifacts/lib"));
        var found = await kernel.Client.ExecuteAsync("#r \"../artifacts/lib/EchoNotebooks.dll\"\nusing EchoNotebooks;");
        Assert.True(found.Status == "ok", found.Reply.ToJsonString());
    }

    [Fact]
    public async Task The_library_is_found_beside_the_notebook_that_VS_Code_names()
    {
        using var jupyter = await Installed.CreateAsync();
        var notebooks = Path.Combine(jupyter.Out, "내 노트북");
        Directory.CreateDirectory(notebooks);
        await jupyter.RunAsync("/bin/cp", "-Rp", BuiltLibrary, Path.Combine(jupyter.Out, "lib"));
        await using var kernel = await KernelProcess.StartAsync("/", start =>
        {
            jupyter.Prepare(start);
            foreach (var word in (string[])[
                "--look-in", "/nowhere", "--copies", Path.Combine(jupyter.Cache, "copies")]) start.ArgumentList.Add(word);
        });
        const string code = "#r \"../lib/EchoNotebooks.dll\"\nusing EchoNotebooks;";
        Assert.Equal("error", (await kernel.Client.ExecuteAsync(code)).Status);
        var cell = new JsonObject
        {
            ["cellId"] =
            $"vscode-notebook-cell:{new Uri(Path.Combine(notebooks, "a.ipynb")).AbsolutePath}#W0sZmlsZQ%3D%3D"
        };
        var found = await kernel.Client.ExecuteAsync(code, metadata: cell);
        Assert.True(found.Status == "ok", found.Reply.ToJsonString());
    }

    [Fact(Explicit = true)]
    public async Task Copies_that_nobody_uses_any_more_are_deleted_and_no_others()
    {
        using var jupyter = await Installed.CreateAsync();
        var copies = Path.Combine(jupyter.Cache, "copies");
        foreach (var name in (string[])["lib-old", "lib-used", "lib-new"]) Directory.CreateDirectory(Path.Combine(copies, name));
        foreach (var name in (string[])["lib-old", "lib-used"]) Directory.SetLastWriteTimeUtc(
            Path.Combine(copies, name), DateTime.UtcNow.AddHours(-2));
        await using var holder =
            new FileStream(Path.Combine(copies, "lib-used.use"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
        await using var kernel = await KernelProcess.StartAsync(change: start =>
        {
            jupyter.Prepare(start);
            foreach (var word in (string[])["--look-in", "/nowhere", "--copies", copies]) start.ArgumentList.Add(word);
        });
        await Wait.UntilAsync(() => !Directory.Exists(Path.Combine(copies, "lib-old")), () => "the old copy to be gone");
        // They are looked at in one go.
        Assert.Equal("2", (await kernel.Client.ExecuteAsync("1+1")).Result);
        Assert.True(Directory.Exists(Path.Combine(copies, "lib-used")));
        Assert.True(Directory.Exists(Path.Combine(copies, "lib-new")));
    }

    private static string BuiltLibrary => Path.Combine(Need.RepositoryRoot, "artifacts/lib");

    private static Task<KernelProcess> StartAsync(
        Installed jupyter, JsonNode spec, Action<ProcessStartInfo>? change = null, string? folder = null) =>
        KernelProcess.StartAsync(folder, start =>
    {
        jupyter.Prepare(start);
        var file = start.ArgumentList[^1];
        start.ArgumentList.Clear();
        var words = spec["argv"]!.AsArray().Select(word => (string)word! == "{connection_file}" ? file : (string)word!).ToList();
        start.FileName = words[0];
        foreach (var word in words[1..]) start.ArgumentList.Add(word);
        change?.Invoke(start);
    });
}
