using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EchoNotebooks.Engine.Tests;

/// <summary>A library of two dlls without any package, whose type shows itself by the convention that goes by names.</summary>
internal static class TestLibrary
{
    private const string BaseSource = """
        namespace Base;
        public static class Word { public static string Text => "WORD"; }
        """;

    private const string ShapesSource = """
        using System; using System.Collections.Generic; using System.IO;
        namespace Shapes;
        [AttributeUsage(AttributeTargets.Class)]
        class TypeFormatterSourceAttribute : Attribute
        {
            public TypeFormatterSourceAttribute(Type type) => FormatterSourceType = type;
            public Type FormatterSourceType { get; }
            public string[] PreferredMimeTypes { get; set; }
        }
        [TypeFormatterSource(typeof(Source), PreferredMimeTypes = new[] { "text/html", "text/plain" })]
        public class Circle { public override string ToString() => "원 " + Base.Word.Text; }
        class Source { public IEnumerable<object> CreateTypeFormatters() => new object[] { new Html(), new Plain() }; }
        class Html
        {
            public string MimeType => "text/html";
            public bool Format(object instance, TextWriter writer) { writer.Write("<b>" + instance + "</b>"); return true; }
        }
        class Plain
        {
            public string MimeType => "text/plain";
            public bool Format(object instance, TextWriter writer) { writer.Write(instance.ToString()); return true; }
        }
        """;

    private static readonly MetadataReference[] Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Builds both dlls; each takes the name of the one that is there in one step.</summary>
    public static void Build(string folder, string word)
    {
        Directory.CreateDirectory(folder);
        var basePath = Emit(folder, "Base", BaseSource.Replace("WORD", word, StringComparison.Ordinal), Platform);
        Emit(folder, "Shapes", ShapesSource, [.. Platform, MetadataReference.CreateFromFile(basePath)]);
    }

    private static string Emit(string folder, string name, string source, IEnumerable<MetadataReference> references)
    {
        var path = Path.Combine(folder, name + ".dll");
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(source)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using (var file = File.Create(path + ".new"))
        {
            var result = compilation.Emit(file);
            Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        }
        File.Move(path + ".new", path, overwrite: true);
        return path;
    }
}
