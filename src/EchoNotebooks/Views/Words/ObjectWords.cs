using EchoNotebooks.Linux;

namespace EchoNotebooks.Views;

/// <summary>What a descriptor leads to, in Korean.</summary>
internal static class ObjectWords
{
    /// <summary>A socket by the name of its descriptors.</summary>
    public static string OfSocket(string name) => name switch
    {
        "serv_sock" => "서버 소켓",
        "clnt_sock" => "연결된 소켓",
        "sock" => "클라이언트의 소켓",
        _ => "소켓",
    };

    public static string Of(DescriptorKind kind) => kind switch
    {
        DescriptorKind.Socket => "소켓",
        DescriptorKind.Pipe => "파이프",
        DescriptorKind.File => "파일",
        DescriptorKind.Anon => "익명 객체",
        _ => "그 밖의 것",
    };

    /// <summary>The end of what a descriptor leads to, for a descriptor that the chapter has no name for.</summary>
    public static string Short(DescriptorFact fact)
    {
        var text = Visible.OnOneLine(fact.Target);
        return text.Length <= 24 ? text : "…" + text[^23..];
    }
}
