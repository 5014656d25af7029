namespace EchoNotebooks.Views;

/// <summary>
/// Korean particles that depend on how the word before them ends, as it is read aloud: 4를 but 3을. What stands in
/// brackets after a word is not read with it.
/// </summary>
internal static class Particle
{
    // Read 억셉트, 포크, 웨이트 …, unlike socket(소켓) and sock(삭).
    private static readonly string[] EndsInVowel = ["accept", "fork", "wait", "exit", "connect", "setsockopt", "sigprocmask"];

    /// <summary>이 or 가.</summary>
    public static string Subject(string word) => word + (EndsInConsonant(word) ? "이" : "가");

    /// <summary>을 or 를.</summary>
    public static string Object(string word) => word + (EndsInConsonant(word) ? "을" : "를");

    /// <summary>은 or 는.</summary>
    public static string Topic(string word) => word + (EndsInConsonant(word) ? "은" : "는");

    /// <summary>이다 or 다.</summary>
    public static string Is(string word) => word + (EndsInConsonant(word) ? "이다" : "다");

    private static bool EndsInConsonant(string word)
    {
        var end = word.Length;
        if (word.EndsWith(')') && word.LastIndexOf('(') is > 0 and var bracket) end = bracket;
        while (end > 0 && !char.IsLetterOrDigit(word[end - 1])) end--;
        if (end == 0) return false;
        var name = word.AsSpan(0, end);
        foreach (var call in EndsInVowel)
            if (name.EndsWith(call, StringComparison.Ordinal)) return false;
        return word[end - 1] switch
        {
            >= '가' and <= '힣' and var syllable => (syllable - '가') % 28 != 0,
            // 영, 일, 삼, 육, 칠, 팔
            '0' or '1' or '3' or '6' or '7' or '8' => true,
            // Read by their names or as Korean readers say the word: socket(소켓), listen(리슨), dup(덥), EINTR(…아르).
            'l' or 'L' or 'm' or 'M' or 'n' or 'N' or 't' or 'p' or 'k' => true,
            _ => false,
        };
    }
}
