using System.Text;

namespace EchoNotebooks.Linux.Tests;

/// <summary>What of a process's memory a fork may leave out, chosen by what it is.</summary>
public sealed class ForkedMemoryTests
{
    /// <summary>As the kernel writes them for a native program: its data, the heap, an arena, what is reserved, a thread's stack.</summary>
    private static readonly string[] Lines =
    [
        "006b7000-006bd000 rw-p 002b6000 fe:00 11706827                           /tmp/my server",
        "006bd000-00718000 rw-p 00000000 00:00 0 ",
        "0a35d000-0a37f000 rw-p 00000000 00:00 0                                  [heap]",
        "7f0050000000-7f0050021000 rw-p 00000000 00:00 0 ",
        "7f0050021000-7f0054000000 ---p 00000000 00:00 0 ",
        "7f0056c00000-7f0056c10000 rw-p 00000000 00:00 0 ",
        "7f0056c10000-7f0057000000 ---p 00000000 00:00 0 ",
        "7f0c1f4ae000-7f0c1f4af000 ---s 00000000 00:00 0 ",
        "7f0c1f4af000-7f0c1fcaf000 rw-p 00000000 00:00 0 ",
        "7ffd58594000-7ffd585b5000 rw-p 00000000 00:00 0                          [stack]",
    ];

    private const nuint Heap = 0x0a35e000;
    private static readonly nuint StackOfAnother = Address(0x7f0c1fcadff0);

    private static readonly List<MemoryArea> Areas = Parse(string.Join('\n', Lines) + "\n");

    [Fact]
    public void The_lines_of_maps_are_read()
    {
        Assert.Equal(Lines.Length, Areas.Count);
        Assert.Equal(Area(0x006b7000, 0x006bd000, MemoryAccess.Data, isAnonymous: false), Areas[0]);
        Assert.Equal(Area(0x006bd000, 0x00718000, MemoryAccess.Data, isAnonymous: true), Areas[1]);
        Assert.Equal(Area(0x7f0050021000, 0x7f0054000000, MemoryAccess.Reserved, isAnonymous: true), Areas[4]);
        Assert.NotEmpty(Parse(File.ReadAllText("/proc/self/maps")));
    }

    [Fact]
    public void Reserved_memory_stacks_of_other_threads_and_further_arenas_are_left_out() =>
        Assert.Equal([Areas[3], Areas[4], Areas[6], Areas[8]], Chosen([StackOfAnother], Heap));

    /// <summary>The kernel joins two mappings that lie side by side: the memory of a thread may begin where another's stack ends.</summary>
    [Fact]
    public void What_holds_the_thread_local_variables_of_the_forking_thread_is_copied()
    {
        Assert.DoesNotContain(Areas[8], Chosen([StackOfAnother], threadLocal: Address(0x7f0c1f4b0000)));
        Assert.DoesNotContain(Areas[3], Chosen([], threadLocal: Address(0x7f0050000010)));
    }

    [Fact]
    public void The_stack_pointer_of_a_thread_is_read_where_it_waits()
    {
        Assert.Equal(StackOfAnother, ForkedMemory.StackPointer("202 0xa35f688 0x189 0x0 0x0 0x0 0xffffffff 0x7f0c1fcadff0 0x4f4b26\n"u8));
        Assert.Equal(0u, ForkedMemory.StackPointer("running\n"u8));
    }

    private static MemoryArea Area(ulong start, ulong end, MemoryAccess access, bool isAnonymous) =>
        new(Address(start), Address(end), access, isAnonymous);

    private static nuint Address(ulong value) => (nuint)value;

    private static List<MemoryArea> Parse(string text)
    {
        List<MemoryArea> areas = [];
        MemoryArea.Parse(Encoding.UTF8.GetBytes(text), areas);
        return areas;
    }

    private static List<MemoryArea> Chosen(List<nuint> stacks, nuint threadLocal)
    {
        List<MemoryArea> chosen = [];
        ForkedMemory.Choose(Areas, stacks, threadLocal, chosen);
        return chosen;
    }
}
