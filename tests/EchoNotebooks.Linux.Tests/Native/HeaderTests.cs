using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using EchoNotebooks.Linux.Native;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Linux.Tests.Native;

/// <summary>
/// Everything that src/EchoNotebooks.Linux/Native declares, found by reflection, is held against the C headers
/// that its files are named after: one C program includes them all and prints what the compiler thinks.
/// A new binding needs nothing here; a new file needs the right name.
/// </summary>
public sealed class HeaderTests
{
    private const BindingFlags Declared =
        BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;

    /// <summary>Folders of headers: the first underscore after one of them in a file's name is a slash.</summary>
    private static readonly string[] HeaderFolders = ["sys", "linux", "netinet", "arpa", "net", "asm"];

    [Fact]
    public void Every_constant_size_and_offset_is_what_the_C_compiler_says()
    {
        var ours = Constants().Concat(Sizes()).Concat(Offsets()).ToDictionary();
        Assert.True(ours.Count > 150, "reflection finds the bindings");
        Compare(ours, RunC("bindings", Headers().Select(h => $"<{h}>"), ours.Keys.Select(Print)));
    }

    [Fact]
    public void Every_function_is_declared_by_one_of_the_headers()
    {
        var names = typeof(Libc).GetMethods(Declared)
            // Generated marshalling code has names like <read>g____PInvoke.
            .Select(m => m.Name).Where(n => !n.StartsWith('<')).Distinct().ToList();
        Assert.Contains("read", names);
        var program = RunC("functions", Headers().Select(h => $"<{h}>"), names.Select(n => $"(void)&{n}; printf(\"{n}=1\\n\");"));
        Compare(names.ToDictionary(n => n, _ => 1L), program);
    }

    [Fact]
    public void System_call_numbers_are_those_of_x86_64_and_arm64()
    {
        var numbers = typeof(Libc).GetFields(Declared).Where(f => f.FieldType == typeof(SyscallNumber))
            .ToDictionary(f => f.Name, f => (SyscallNumber)f.GetValue(null)!);
        Assert.NotEmpty(numbers);
        Compare(
            numbers.ToDictionary(n => n.Key, n => (long)n.Value.Number),
            RunC("syscalls", ["<sys/syscall.h>"], numbers.Keys.Select(Print)));
        // arm64 takes the generic numbers, whose header is on every machine, and asks it for these two (its own <asm/unistd.h>).
        const string arm64 = "<stddef.h>\n#define __ARCH_WANT_SYS_CLONE3\n#define __ARCH_WANT_MEMFD_SECRET";
        Compare(
            numbers.ToDictionary(n => n.Key, n => (long)n.Value.Arm64),
            RunC("syscalls-arm64", [arm64, "<asm-generic/unistd.h>"], numbers.Keys.Select(PrintIfDefined)));
    }

    private static IEnumerable<KeyValuePair<string, long>> Constants() =>
        from field in typeof(Libc).GetFields(Declared)
        where field.IsLiteral
        let value = field.GetRawConstantValue()
        select KeyValuePair.Create(
            field.Name, value is ulong u ? unchecked((long)u) : Convert.ToInt64(value, CultureInfo.InvariantCulture));

    private static IEnumerable<KeyValuePair<string, long>> Sizes() =>
        from type in Structs()
        select KeyValuePair.Create($"sizeof({InC(type)})", SizeOf(type));

    private static IEnumerable<KeyValuePair<string, long>> Offsets() =>
        from type in Structs()
        from field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            // Private fields are padding or parts that nobody reads.
        where !field.IsPrivate
        // Two underscores inside a name stand for the dot of a union's member: entry__nr is entry.nr.
        let member = field.Name.Replace("__", ".", StringComparison.Ordinal)
        select KeyValuePair.Create($"offsetof({InC(type)}, {member})", (long)Marshal.OffsetOf(type, field.Name));

    private static IEnumerable<Type> Structs() =>
        from type in typeof(Libc).Assembly.GetTypes()
        where type.Namespace == typeof(Libc).Namespace && type.IsValueType && !type.IsEnum && !type.IsNested
        // An InlineArray is an opaque typedef, or a C array, checked through the struct that holds it.
        where type != typeof(SyscallNumber)
        where type.GetCustomAttribute<InlineArrayAttribute>() is null || type.Name.EndsWith("_t", StringComparison.Ordinal)
        where !type.Name.StartsWith('<')
        select type;

    /// <summary>A typedef is named by itself (siginfo_t), everything else is a struct's tag.</summary>
    private static string InC(Type type) => type.Name.EndsWith("_t", StringComparison.Ordinal) ? type.Name : $"struct {type.Name}";

    private static long SizeOf(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    private static IEnumerable<string> Headers() =>
        from path in Directory.EnumerateFiles(Path.Combine(Need.RepositoryRoot, "src/EchoNotebooks.Linux/Native"), "*.cs")
            .Order(StringComparer.Ordinal)
        let name = Path.GetFileNameWithoutExtension(path)
        let folder = HeaderFolders.FirstOrDefault(f => name.StartsWith(f + "_", StringComparison.Ordinal))
        select (folder is null ? name : $"{folder}/{name[(folder.Length + 1)..]}") + ".h";

    private static string PrintIfDefined(string number)
    {
        var generic = $"__NR_{number["SYS_".Length..]}";
        return $"\n#ifdef {generic}\n{Print(number, generic)}\n#else\n{Print(number, $"{SyscallNumber.None}")}\n#endif\n";
    }

    private static string Print(string expression) => Print(expression, expression);

    private static string Print(string name, string expression) => $"printf(\"{name}=%lld\\n\", (long long)({expression}));";

    private static void Compare(Dictionary<string, long> ours, Dictionary<string, long> compiler) =>
        Assert.Equal(
            [],
            from name in ours.Keys.Union(compiler.Keys)
            let we = ours.GetValueOrDefault(name)
            let cc = compiler.GetValueOrDefault(name)
            where we != cc
            select $"{name}: we say {we}, cc says {cc}");

    private static Dictionary<string, long> RunC(string name, IEnumerable<string> headers, IEnumerable<string> statements)
    {
        var source = new StringBuilder("#define _GNU_SOURCE\n#include <stddef.h>\n#include <stdio.h>\n");
        foreach (var header in headers) source.Append("#include ").Append(header).Append('\n');
        source.Append("int main(void) {\n");
        foreach (var statement in statements) source.Append("    ").Append(statement).Append('\n');
        source.Append("    return 0;\n}\n");
        var program = CProgram.Compile(name, source.ToString());
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('=')).ToDictionary(p => p[0], p => long.Parse(p[1], CultureInfo.InvariantCulture));
        }
        finally
        {
            File.Delete(program);
        }
    }
}
