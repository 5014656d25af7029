using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace EchoNotebooks.Package.Tests;

/// <summary>What lies in the packages.</summary>
public sealed class PackageTests(PackedFeed feed)
{
    private static readonly string[] Ours = ["EchoNotebooks", "echo"];

    [Theory(Explicit = true)]
    [InlineData(nameof(PackedFeed.Library))]
    [InlineData(nameof(PackedFeed.Tool))]
    public void A_package_names_its_licence_and_brings_its_readme(string package)
    {
        using var archive = Open(package);
        var nuspec = archive.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal));
        using var reader = new StreamReader(nuspec.Open());
        var manifest = reader.ReadToEnd();
        Assert.Contains("<license type=\"expression\">MIT</license>", manifest, StringComparison.Ordinal);
        Assert.Contains("<readme>README.ko.md</readme>", manifest, StringComparison.Ordinal);
        Assert.DoesNotContain("<dependency ", manifest, StringComparison.Ordinal);
        Assert.NotNull(archive.GetEntry("README.ko.md"));
    }

    [Theory(Explicit = true)]
    [InlineData(nameof(PackedFeed.Library), 11)]
    [InlineData(nameof(PackedFeed.Tool), 13)]
    public void Every_assembly_of_ours_runs_on_any_processor_and_has_symbols_that_name_no_folder_of_the_builder(string package, int count)
    {
        using var archive = Open(package);
        var assemblies = archive.Entries.Where(entry => Path.GetExtension(entry.Name) == ".dll"
            && Ours.Any(prefix => entry.Name.StartsWith(prefix, StringComparison.Ordinal))).ToList();
        Assert.True(assemblies.Count >= count, string.Join('\n', assemblies));
        foreach (var assembly in assemblies)
        {
            using var image = new PEReader(Read(assembly));
            Assert.True(image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size == 0, $"{assembly} is compiled for one processor");
            Assert.Contains(image.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.Reproducible);
            // Beside the helper programs lies a second copy of the library, without its symbols.
            if (assembly.FullName.StartsWith("tools/EchoNotebooks", StringComparison.Ordinal)) continue;
            var symbols = archive.GetEntry(Path.ChangeExtension(assembly.FullName, ".pdb"));
            Assert.True(symbols is not null, $"{assembly} has no symbols");
            using var provider = MetadataReaderProvider.FromPortablePdbStream(Read(symbols));
            var reader = provider.GetMetadataReader();
            Assert.NotEmpty(reader.Documents);
            Assert.All(reader.Documents, document => Assert.StartsWith("/_/", reader.GetString(reader.GetDocument(document).Name)));
        }
    }

    [Fact(Explicit = true)]
    public void The_library_comes_with_its_programs_its_sources_and_the_extension()
    {
        using var archive = Open(nameof(PackedFeed.Library));
        foreach (var file in (string[])["lib/net10.0/EchoNotebooks.dll", "lib/net10.0/EchoNotebooks.xml",
            "lib/net10.0/EchoNotebooks.Linux.dll", "lib/net10.0/EchoNotebooks.Markup.dll",
            "tools/echo-server.dll", "tools/echo-server.runtimeconfig.json", "tools/echo-supervisor.dll", "tools/echo-tracer.dll",
            "tools/echo-live.dll", "tools/echo-live.runtimeconfig.json", "tools/EchoNotebooks.dll", "tools/EchoNotebooks.Linux.dll",
            "tools/echo_mpserv.c", "tools/source/ParentProcess.cs",
            "interactive-extensions/dotnet/EchoNotebooks.Interactive.dll", "build/EchoNotebooks.targets"])
            Assert.True(archive.GetEntry(file) is not null, file);
    }

    private ZipArchive Open(string package) =>
        ZipFile.OpenRead(package == nameof(PackedFeed.Library) ? feed.Library : feed.Tool);

    private static MemoryStream Read(ZipArchiveEntry entry)
    {
        var memory = new MemoryStream();
        using var stream = entry.Open();
        stream.CopyTo(memory);
        memory.Position = 0;
        return memory;
    }
}
