using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// Compiles cells as a chain of C# script submissions. It does what Roslyn's CSharpScript does with the same
/// compiler, but loads into a context of our own: CSharpScript's prefers the engine's copy of a library to the
/// one that the cell referenced.
/// </summary>
internal sealed class SubmissionCompiler
{
    private static readonly CSharpParseOptions Parse = new(LanguageVersion.CSharp14, DocumentationMode.Parse, SourceCodeKind.Script);

    // What runs needs no documentation, and the compiler has errors of its own for it (CS1569).
    private static readonly CSharpParseOptions Run = Parse.WithDocumentationMode(DocumentationMode.None);

    private static readonly string[] Usings =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        typeof(NotebookStatics).FullName!,
    ];

    // A recursion without end throws an exception that can be shown, instead of ending the process.
    private static readonly EmitOptions Emit = new(
        debugInformationFormat: DebugInformationFormat.PortablePdb,
        instrumentationKinds: [InstrumentationKind.StackOverflowProbing]);

    private readonly References references;
    private readonly CellSourceResolver sources;
    private readonly SessionLoadContext context;
    private readonly Func<string, string?> whyNotRead;
    private readonly string session = Guid.NewGuid().ToString("N");
    private readonly List<SyntaxTree> accepted = [];
    private static int cellsOfProcess;
    private int count;

    /// <param name="folder">The notebook's folder.</param>
    /// <param name="options">Where else to look, and whether to load copies.</param>
    /// <param name="whyNotRead">Why a file is not to be opened; null for one that has an end.</param>
    public SubmissionCompiler(string folder, SessionOptions options, Func<string, string?> whyNotRead)
    {
        this.whyNotRead = whyNotRead;
        references = new References(folder, options, CanRead);
        sources = new CellSourceResolver(folder, whyNotRead);
        context = new SessionLoadContext(CanRead);

        bool CanRead(string path) => File.Exists(path) && whyNotRead(path) is null;
    }

    /// <summary>The last submission in the chain, for completion and the like; null before the first.</summary>
    public CSharpCompilation? Previous { get; private set; }

    /// <summary>The cells that compiled, as they were written, in order.</summary>
    public IReadOnlyList<SyntaxTree> Accepted
    {
        get
        {
            lock (accepted) return [.. accepted];
        }
    }

    /// <summary>What <c>#r</c> leads to.</summary>
    public References References => references;

    /// <summary>How cells are parsed for an editor.</summary>
    public static CSharpParseOptions ParseOptions => Parse;

    /// <summary>Compiles and loads a cell. Nothing of the session changes if it does not compile.</summary>
    /// <returns>The submission, or the error.</returns>
    public (Submission? Submission, CellError? Error) Compile(CellCode cell, CancellationToken cancellation)
    {
        var before = references.Files.Count;
        var isOne = false;
        try
        {
            var (submission, error) = TryCompile(cell, cancellation);
            isOne = submission is not null;
            return (submission, error);
        }
        finally
        {
            if (!isOne) references.Forget(before);
        }
    }

    private (Submission? Submission, CellError? Error) TryCompile(CellCode cell, CancellationToken cancellation)
    {
        if (NestingDepth.IsTooDeep(cell.Text)) throw new InsufficientExecutionStackException();
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(cell.Text, Encoding.UTF8), Run, cell.Path, cancellation);
        if (NestingDepth.IsTooDeep(tree, cancellation)) throw new InsufficientExecutionStackException();
        if (CheckReferences(cell, tree) is { } wrong) return (null, wrong);

        var numberInProcess = Interlocked.Increment(ref cellsOfProcess);
        var rewritten = Create(CheckpointRewriter.Add(tree, numberInProcess, cancellation));
        var hasCode = rewritten.SyntaxTrees.Any(each => each.GetCompilationUnitRoot(cancellation).Members.Count > 0);
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        var compiles = hasCode
            ? rewritten.Emit(image, symbols, options: Emit, cancellationToken: cancellation).Success
            : !rewritten.GetDiagnostics(cancellation).Any(IsError);
        // Checkpoints move columns: errors are told from the text as the reader wrote it.
        if (!compiles) return (null, Describe(cell, tree, cancellation));

        foreach (var file in references.Files) context.Add(file);
        Previous = rewritten;
        count++;
        lock (accepted) accepted.Add(tree);
        if (!hasCode) return (new Submission(cell, numberInProcess, null, null, HasValue: false), null);

        image.Position = symbols.Position = 0;
        var assembly = context.LoadFromStream(image, symbols);
        return (new Submission(cell, numberInProcess, assembly, Factory(rewritten, assembly), HasValue(rewritten, cancellation)), null);
    }

    private CSharpCompilation Create(SyntaxTree tree) => CSharpCompilation.CreateScriptCompilation(
        $"cell-{session}#{count}",
        tree,
        Previous is null ? references.OfPlatform : null,
        Options(count, references),
        Previous,
        typeof(object));

    /// <summary>How the cell of a number, from 0, is compiled.</summary>
    /// <param name="number">The number.</param>
    /// <param name="resolver">What <c>#r</c> leads to.</param>
    public CSharpCompilationOptions Options(int number, MetadataReferenceResolver resolver) => new(
        OutputKind.DynamicallyLinkedLibrary,
        scriptClassName: $"Submission#{number}",
        usings: Usings,
        optimizationLevel: OptimizationLevel.Debug,
        allowUnsafe: true,
        // One thread compiles a cell as fast as two, and a deep tree needs the stack of the one that calls.
        concurrentBuild: false,
        sourceReferenceResolver: sources,
        metadataReferenceResolver: resolver,
        assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);

    /// <summary>The compiler says of a missing file only that it is missing; here is said what to do.</summary>
    private CellError? CheckReferences(CellCode cell, SyntaxTree tree)
    {
        foreach (var directive in tree.GetCompilationUnitRoot().GetReferenceDirectives())
        {
            var reference = directive.File.ValueText;
            var line = tree.GetLineSpan(directive.Span).StartLinePosition.Line + 1;
            if (OwnPackage.IsAsked(reference) && references.WhyNoPackage(reference) is { } why)
                return CompileErrors.At(cell, line, "NuGet", $"`#r \"{reference}\"`: {why}");
            if (references.PathOf(reference) is not { } path) continue;
            if (whyNotRead(path) is { } refused)
                return CompileErrors.At(cell, line, "FileType", $"`#r \"{reference}\"`: {path}: {refused} 파일의 이름과 경로를 확인한다.");
            if (!File.Exists(path))
            {
                var advice = references.IsMadeByBuild(path)
                    ? $"{references.SolutionFolder ?? "저장소의 맨 위"} 폴더에서 `dotnet build`를 실행하면 만들어진다. 그 뒤에 이 셀을 다시 실행한다."
                    : "파일의 이름과 경로를 확인한다. 경로는 노트북이 있는 폴더에서 시작한다.";
                return CompileErrors.At(cell, line, "FileNotFound", $"`#r \"{reference}\"`: {path} 파일이 없다. {advice}");
            }
        }
        return null;
    }

    private CellError Describe(CellCode cell, SyntaxTree tree, CancellationToken cancellation)
    {
        var errors = Create(tree).GetDiagnostics(cancellation).Where(IsError);
        return CompileErrors.Describe(cell, errors, references.Files.Count > 0);
    }

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    private static Func<object?[], Task<object?>> Factory(CSharpCompilation compilation, Assembly assembly)
    {
        var entry = compilation.GetEntryPoint(CancellationToken.None)!;
        return assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
    }

    /// <summary>A last expression without semicolon that is not void, or a top-level return.</summary>
    private static bool HasValue(CSharpCompilation compilation, CancellationToken cancellation)
    {
        var tree = compilation.SyntaxTrees.Last();
        var root = tree.GetCompilationUnitRoot(cancellation);
        var returns = root.DescendantNodes(node => node is CompilationUnitSyntax or GlobalStatementSyntax or StatementSyntax
                and not LocalFunctionStatementSyntax)
            .Any(node => node is ReturnStatementSyntax { Expression: not null });
        if (returns) return true;
        var last = (root.Members.LastOrDefault() as GlobalStatementSyntax)?.Statement as ExpressionStatementSyntax;
        if (last?.SemicolonToken.IsMissing != true) return false;
        var type = compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression, cancellation).ConvertedType;
        return type?.SpecialType != SpecialType.System_Void;
    }

    /// <summary>
    /// Opens what <c>#load</c> names. A cell's path stays as it is, so that CallerFilePath is the same wherever the notebook lies.
    /// </summary>
    private sealed class CellSourceResolver(string folder, Func<string, string?> whyNotRead)
        : SourceFileResolver(ImmutableArray<string>.Empty, folder)
    {
        public override Stream OpenRead(string resolvedPath) =>
            whyNotRead(resolvedPath) is { } why ? throw new IOException(why) : base.OpenRead(resolvedPath);

        public override string? NormalizePath(string path, string? baseFilePath) =>
            path.Contains("#cell-", StringComparison.Ordinal) ? path : base.NormalizePath(path, baseFilePath);
    }
}
