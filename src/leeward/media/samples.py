"""One tiny drawn picture in every format, to see before the start whether each decoder works."""

import base64
import zlib
from collections.abc import Iterator


def samples() -> Iterator[tuple[str, bytes]]:
    """Each format's name and a whole file of 16 x 16 to 64 x 64 pixels: colour ramps, nothing else."""
    for name, packed in _SAMPLES.items():
        yield name, zlib.decompress(base64.b85decode(packed))


_SAMPLES = {
    "JPEG": (
        "c-s4a<NpH&0WUXCHwH#V1_nkTWcdG(LCLiuGmU}4*Ox(yfq{VoC?~|g%m9*SV*rEyw;7xn1h{$lc(?@kc=?0`1%xFuq$I?|Bn*"
        "{RWi_mfZEY-#EzBJ}V*DIj!d=ZR0&)Yx<CD@e((QZ;D+^L8Vp7wSL54623JFPwO6W^T=_fl`I3<$|{vTiv<X{kB5MX9hVqg+vW"
        "EN!ne}q9E=vG!nFkpZJMkZz!RyKAHPA+bsf~^7!OpMITOf1Z-tSl@**;=4H1B)Q5kfNa@n{Z$vyHcTuQRBpg9Li1`4~hm|{Gei"
        "-RMf=DB_=K*DW$5WuA!-AVrph?VQJ;;;_Bw^;pr6|5*ijB5gC=7lA4yDk(pIoQd(ACQCZd8(%RPE(b+X=@|3C5rq7r;YtiB*OP"
        "4KQv2xX>&0Dr^+rDGxu0w~996fgY#K}{aE?>EN?fQ+Iw;n!v{N(Ag=PzEq`uOSdm#^Qx|M>X}<S#}BW=0sm>Muc{znEB9m|56C"
        "{$gY*2PqI_VO2C_6LJh>Pb?HxGHT=yahkYr<3Ubk<Dd_sNktdA#8gZks(u7{4eT@GJk~^(&)^<I`0Ew}4>Kb$@|Xn~>=~ZDeN*"
        "<h>(=&-xBImH?j6swSUv5Vb>UIb!upWU`yc)*|6{MLf4n$4`2S4+d@}g?"
    ),
    "JPEG in CMYK": (
        "c-s4a<NrGbKF5^&q*R6!1`zmvo57hufSZSphf9EumrqDgKv+UUN<vIb!cbXNR>R8J*2dD<!rZ|l#?Qee+|}G7AU7~PJ}EsT-Oj"
        "hLvLK}*CN(|z{{aRO4h8`R0TyRL246vjNI?c~L5BZF7~~lk7+D#?fB^~^nV4Bv+1NQaxwwG}whAyXF)}kVu`si;vakSUYk~3%E"
        "P|{;iiVDC!hwnGN`)dujT0AgC_8ODC>nI}gNkudQ4=SZn7D+bl&YG#hNhN@shPQjrIoXbtDC!rr&n-DXjpheWK?oWYFc_mW>#@"
        "YX<2ziWmR)aYg>CqXV;|3Q>IRvK4a#rMT?g#UABD1%2k^-Z`rzS`;MKv4jn#n^w{weCr@3veC6u3>o;!Rdidz^lc&#~zj*oT<E"
        "PJGzJB}u<L9scw;1?XoEdx>A{o3H80;CIeer*|F8{au-&xQ8Gdz*}ckTV*)BhP{p8xswh3gBi@Q;jt$Nw{=?PdPwIR9<lADjIj"
        "&()t#+Vh{m<)73S{x|jCGX676NdFzZpI`q^@%+y>);nCZZ|et&XP-wiPW%5&0B4l87y"
    ),
    "PNG": (
        "c-rd>@N?(olHy`uVBq!ia0vp^0wB!73?$#)eFPGa2=EDU-EhIh;KJ?=9f<}V(>8dl*dVaZz{AQwz$kBTCmT==V@Z%-FoVOh8)-"
        "m}RBD80ny)W|7Ld)sz{n`X05Xk{0i+NJuBCft0x54#7srr_TfRL91sfbVn8mF&FjsG|;NENR%)Zj$82g<U$|>wlZ`!;LxZ5(sc"
        "nB4-EV%#j=7w9R^&CFST@^@aNKZe+cW#c)`+bLa^&JYuKF`{A<TA*3Pgg&ebxsLQ00?hGq5"
    ),
    "PNG with transparency": (
        "c-rd>@N?(olHy`uVBq!ia0vp^0wB!61|;P_|4#%`!JaOTAr-fhQxXyq1QG-URKzzMaBvtH7}Nj-0u;L2q!t`FaG;>EvC)yCtMj"
        "??&ITK)ldJ}p)fF~Q%srylugc@`nE#Z40<Z8yJ{Gsj2N(FWGvrT*UVCfW+)kkJ44$rjF6*2UngB}_D_{"
    ),
    "WebP": (
        "c-jl{baUIqz`zjh>J$(bU=hIuWJ>@sKNvas1bC<bd5rZ60v<s(<SSY`JY>%>IV=|N*4cPO2uPessCW6#JmvD;c%W_tKcLzPObl"
        "}wwFDRh7+4rGR5vh{*#7_W<9`E_&|K~w1%`hg{n}=!B|hwx*wClD>(U*Md2<7wWPGU4uX3Jk!?<&EN%CIyy12S>0r~yX%10d-T"
        "q8W)q=2US`Z8z%DGmlkMj-}fkdqkL7{CAkq|P`B"
    ),
    "animated WebP": (
        "c-jl{baRtnWMBw)bqWXzu!!JdU|?VZVtz1k^z-y(V}JoiKVP>ZI1i!%q#USEAqvO{U}Tufs3pK4z`(+gp}K*ArG$au-=g}m|G$"
        "jo@6<o%{QoDg;rlDjA1Slfd)7Cn1Q?!nQ`;%{M^b=&`d-C*E{snjeSckGpSI`@P-Kew>GS6vF@Jx&ocjPyn;Bp>hrn%SK(_hcg"
        "nH-r6Z<~~*I&L+f9kXP)P{yjvtCI0Z2IZES^xjZd)|8(r~F&EJ*a{Eu|InSv&@-$?-^3<|K*D}o>4cRTQ&t~8USs7So8"
    ),
    "GIF": (
        "c-nLKbh9u|6krfwXkuX4aKXjk!tM<ni3T0hHh8SqAh6EB!^%LwNQVIkKx!B`G8p(dWGWUk9BgLi6msbZc<9i^&MP6H5vbJI&B7"
        "D6=EOyYWBn{vVJw{&4=_wr(Vyqy8FZjwx<NeG4A0`UGt(KFI2ZyhtDTu+$;k24)A)e@0_RRH)+~|COACEw+O<lVz6fCmUF*lo!"
        "Jzn)g%M~W1Kjc^T+ZXjWZ>pdahTB1(9Fc35u&ld!Lf-$+$iUVK;ofRURkj%8WWR_cFVHYO|b}k>^4bNUW%pj;{irygG4?Khs|j"
        "W)Af_3W@JuQ^P6j3dF#*0Vg~<(7R9Gbw7#faT<X@otH)9y<H{`mwPw5m0u0sw`xIq+"
    ),
    "AVIF": (
        "c-muNU{FXasVqn=%S>Yc0uY^>nP!-qnV9D5Xy^nKdYzkElE?r7iWw<6MNl?FL1uCZ0~+8f$SlbPvlxL`E;A=T8N_h`@fjhajKV"
        "<L3Wzl_GxO5mYNddjR3<1dvCP2GIX@>KY*$uhK~Vva_RcIw&Ii&WnZ*UEQ2PX6xFEA46C}XQ!NCEfcoNGDof{c=KtjUF`8h>-$"
        "vG83lX)4~8h}FLnFYBpKLH)a!pPLj0%SVnrX-dKF>rB8@ch4}pt#^dgORq3dwc8M%f2RujxsWombYxbR<-Qrl`qdY3wO?n+q_N"
        "ngo&}NwbGrPZZrNZ0stADM=S"
    ),
    "HEIC": (
        "c-muNV30{GsVvAy%}izhg51nBLl8SRGck>Ufw3kxwIq=N0u(b+a*CjAhJwuG5(YG&l$nzcHpIn&fe{FSfN=qY1_C=ER?f`KO9S"
        "&jqM|@fDif5KQI>27V)7MamgK^f{K+gRDge@VG7FOPfpjTQnKL6ZNN56Bk=zG{KYxGxU|`^9P5|nVaA4$N{Qn=MfElEM8HD6^F"
        "*zgxB{iKG8PQ}GC^WK8d$n%Xvj>U`4m2<@@HBvgTatjP*<2V879Z>c+98~rpHq~VoKpc5<z-+4Dq#@GEG|feddvZeHIj1@K@Jm"
        "ux*bga|Ns92kY<9>An}6CicFA3W)2PxASIDmkP8cAV6d?^GBLBZ0NHN2DT$ykw$fl+&+QSnV#3$I9P3Y;y!rqC-q+U){wSB1us"
        "`<w?0Vp)K3}QLqK<?6H(y(0Ex+wH!;4)8em@nq6su1I06=<fHU"
    ),
    "JPEG XL": (
        "c-jGD0G$8-3PT0}6i5JM0U>J@0DuaWQN|5k&h>oxp~GU@#&w3a+P1KSvDsc2BqSUlo4d_~rp!_cy0-|L|Hd2WPalsYuw)jfByk"
        "EGn^iq9=a2ZzhIE%W9Tt#&A>=9+=?g+WGeJ(@D!B"
    ),
    "BMP": (
        "c-oDLI}XAy6a?3A{h>lW2Bk$w8BwH3o1WX`1e}2ixu@j-ITB9%ERiCDk*1j4ZWs+##^R|MRf9u4%KtuAmu2xfXT0Ww+mvyi5*~"
        "fVGiF@+gmX+V3Y34E-%YapA^<lnLe@prYE6nlU$GVO+_d%nSBKErIctOBl$~zrK7kw&8v"
    ),
    "TIFF": (
        "c-r&y)MAihWMF7uV0dt0L57otIInw(lBdm@Si`1+2ODn82r`xy;7GaDn6oRxw6%HRL5U-I=5muxxe6VeaU;i)qh(QJ#D_X3rKz"
        "V?5B)syqTH6-EqM{glR7uG8NF<uH|}^*?a;@b667e*7pNue$G-UGlOJs^6HdBJYOz=qV<Uh5M2M2E$VByPTu&FhY&h1uL0Ryn%"
        "BqAd3C5RKaWwZX<?8WN3t<a(Jn^dDQ8|eH3X`VPbYD%8=gd2A{Oa~t67-^_$Wmib$STq2n?JE~O!HYT{L;3mFls~O+6gbNEXo#"
        "I5Uf6B)z(QXleWjl3%^qN)Ec%fWVP7qrK=vc9rIf$lC{)pZ`{_Xb=PymxMh3Jh7@1Z_M7#!@p{T;$+v22SQt1N7#NuufWgBc0K"
        "|+)Y$hn11BjWSY*rv<gR((bkdXzhMhr=>I8<B|NXQ_m2LS-N%z-f"
    ),
    "TIFF with JPEG inside": (
        "c-r&y)MD^rU|{%v<NpB$ZVm<k1_4G!L5Bag7&sUi85rytK3DVdpFV!_Kf|?k*A6><`uOQT!`IbIH(c1Wr)K`&tm`nw|C?M442;"
        "YSKs`V+fJ`Jd6O_#X#LQ4OI}o!$*&r;)$O2a*hNM><D((ctGDzy98QB>Wfs7Lj5CC-lZ3brs4mLJ+HdYRHc6Lrq4lW)MULJ049"
        "!Vi#ei2zIc{y1r85so?J#_^o9c39A4RcK$149!N6M1z@TMHu_J!2E2|3?_)fflebf&tWQ21X`k7FITP4o)s^pn|OeARjR^u`si"
        ";vakSUYk~3%EP|{;iiVDC!hwnGN`)dujT0AgC_8ODC>nI}gNkudQ4=SZn7D+bl&YG#hNhN@shPQjrIoXbtDC!rr&n-DXjpheWK"
        "?oWYFc_mW>#@YX<2ziWmR)aYg>CqXV;|3Q>IRvK4a#rMT?g#UABD1%2k^-Z`rzS`;MKv4jn#n^w{weCr@3veC6u3>o;!Rdidz^"
        "lc&#~zj*oT<EPJGzJB}u<L9scHvwppheH"
    ),
    "MP4 with H.264": (
        "c-nnb&5Ij16qnbel&~aQ@S&w!s-{VyWbK`qIwoBh*v+!UgckPFKucjFOPZajrO{ZDz4nqrC?N!L&mk<N<Pb<mu4$nZQfRNewrP"
        "9mp&!X1ALI{kpJvzW#QBgVy{Gqn?>*_gH%18I*pBklD2dPvauilT2Go~%(?<xs9&64)cU3ZCfv&x_Z#-W4bM5{Q|J-YTdwJnEe"
        "DD2-kA^|3iR+ju&9UD)25h?lqQy_w*G|@(c;)me=oqJ<SXKE*@Yv$O^FFEvUf|G)wfWNG;^yXNV~{eg1j!moZ!9{$jl@a;7?s;"
        "pWo8Le(jheTu;y{-W5zo|(QfE1!4H#+h>_v$ge4DIO0em7fb(!}MgWIB(k%2F9zbBjG97XjIbY5q(j?p9q2IzZ(MpmCOnq!M7a"
        "}!)I6geis0D`hB<ze6wxu#22L6KY<Cqv5<))kFV6^L?mq#j&4R=O1(O_UeDU|Ax1P;-j%!rioJ%NWaU4)>iB-ULc%`De~00`tA"
        "(br@YQ6+OyTnKVwHAypY0YFV0Ce}o9=W3Iu8;Q+<>+%t(!{FG2jbxgI0XCFpoc5io!rY}qbCbA4(~#;I%MRqhWfBfy6OxB}E_&"
        "!STEOPcO+m>pY<&!ju{;l(IL#rcP&&wY6AIJ|J#-El>nOi?erfj1fpbTH{Pmk7tv}?Q$-IE>oVokP=QkhR`g{A}*?+g6UIqBuD"
        "_8KPujg*9&#oV=&8|Pb?e&_c_E$d~Ui&#hsQQ*vY5*`H2MI&ZjOu^IsvtM_M&()5^m!S*a?HS7g)DV}|I&7gnAPXKx!A9c^TN1"
        "uy9=SioLK{Oo(p65EOz}Cww3QCv^g+Xvgx-k7wfa1ibFkNLQgdAGb<xcyU(soGA6jgRAMM+3`}hx3#a949%ehbc?LaFdd6&D3%"
        "tWuJ}|Z;fWL06VI|CE_uul8RJcdap*GO=OA*uK&G8ua1@O9BIdOOY_%Br30Q&pZoGVDNEk8N*RR!%!eyMJ|#;ZXa@20Z$-NcKr"
        "MVcoup}e>N!0pR&x8^}cr(`oF-PTl_41vD8<BO`2od>JaXV#VO3&{)W#(U*5L1{I~b5VYBJ>BVrBR8ya4&Q-)W->|ECu9(}f`$"
        "*%3;qW#l1<0"
    ),
    "MP4 with H.265": (
        "c-muNV30{GsVvAW&d+6FU}6B#Kx~v-U}DI?z`&7Kl$r{pOLJ2aOMrBy2ICsthE-Z;6Kl+?c;qxHuX!YScDmh_TrIrcqjXPL_D@"
        "#RZMypROxm*!Z#aHyN~G|{;OV6X+SAvc=k&=8Z!Fri&~(bx8M2iriPja($GIGLZa6-F*V2r;+sg{r&jjYojZrU=ovHtO^9lwAX"
        "4l;O{4$`WIk{ySDGVrp`2_<5;}-@-1`t93MpRYkd<O=+fC-55ONtV+f$W%)Y_Ofon5F^kWx#I_R(l=b4p2!=DJcfhGO0PmB?ui"
        "*bHREUpXa7zCIT4>xhd#=2N|Nk5PAg6(alK7DT2wAWu~Mes|*A3^F0#tQgTv3Y8WTwX6B^<86su5U_+6esgeSblSwH`O+)eqPi"
        "aw(0@Q&)#U)8OK=!-hlHwF3HTN=7%M5V@1<1V)3?4w*1E&gfAo2e{kSxh4OLk^tOaL+`fQ98gF#P%Z;|Bu+KeGbR6bT1L9>)Lw"
        "K?;~bDwsh?Zt4_HMWCdH6C)#<%mRf*)@flOOAbA2XaEU-2u2nqpkg)`#skF%Izb_mR8j<u61EF4*A$n4qYLJCMo{pBLJAlP$*A"
        "IRECQ6Pg39G0#FF!o)aw9oQfW#FD4L^kQ^7O{C?ZEGFc}mj78K+l2aj$hB;Ba4EXfBMC=1M+iLik6Ni0h<Gtx5zA_F4;mMEh*"
    ),
    "WebM with VP9": (
        "c-oV4y}x+AQ(GgW({~{L)X3uWxsk)EsiizMDc7mJk;$pGkx3%BA)S!{1Q>4#`pz!d<-5B(cy)`Y=gPF;HH`})Jh6~<*+AY6-`z"
        "bxo>0i)^x!p3jM5OUOz`e(5ckL%h&c?A4736uS8dX|zOk9#$-%dw*C(+o&CE#85Qq$n!W~ihE}b0?^$uWdAm{H}2X&q4^+v|xq"
        "aAavcBnkr>UU;NBZJb`InAYcDIJXrZLMMPVF8xSjf~2Vn_FbhrZPNe+t4Vmt5E>t=NrYv3z82sq@S4Oy13od&)MI_HOQqM)z;$"
        "TP00tklM&{ppIGR+xWgqh$T7sz-_NCevVnmW80ncBKmmii^S09C&l?#QA8KS^XlU|mc4A=o!0?U1LPbX68v}zu0t17<re){F^Y"
        "rWaP4<3Pi(o9BU)RyZ5vNuD?XHWENuo|v$Np>kpYB>&!vKnniM#tZH!^JR0>=8sCdP^njm!Xhg{J="
    ),
    "WebM with VP8": (
        "c-oV4y}x+AQ(GgW({~{L)X3uWxsk)EsiizMDc7mJk;$pGkx3%BA)S!{1eg*9eP@^K^4;AXyt+lyb7flan#P3?o><7bY#{H3@9r"
        "KTPblPYdhnViMrjCFCU`ecvWdz24a6LVNCsK~kgGOnUEkQu@8say(Cd>}mS$$8X9z?FM&XXAe3#A+hk6IFHjwl8t%JJG^m-#>@"
        "zD;Q{(W8x@2b6?)5xH-bxw0>UP?zJLtATDd{}@*b0eej<K`CGv#AUZ+BP%_>}nJM`T0h1@q*+74e2Llxh`&Z^>g-jaSd{5N42%"
        "McvJF$?qr1d=_eMtF79v%4RQ?e^!IaVpKM@Y1x9+N22j8t@4T(l;q3E9hQ$uY8yOfHF0eApWz-U25MW?n=V)#1Xl?0WVqz*?#r"
        "%WWZT-jD1?(T0zW?_;eS`fA`vsQex3*o7ZJjQ=r#Io>|9^WweA_I1{F;fOd-d{f6AVC{`K%gQ_0!we^JtiB1(v>UdB5a&!mSdK"
        "ntA+hUp_y~@bq0(_nj!GxPw#QyebZ_|M0!;o91%v_P??J_sd9rl8cmDl2#(Rv-rcE`McTw--=ttu>Dt_q}BfaGnSMXE3N%2f7t"
        "BB(VLBRck5;N4!((gDfDsQONWUJphPiocmL)_hV5Oz#P_j@vEoA`GXNe1@rM"
    ),
    "MP4 with AV1": (
        "c-muNU{FXasVvAW&d+6FU}6B#iDd?cK-ws`z{HS&fq^5fC^Z#G`{t%3mT++aSxoEy_r@D=7?}$&d|<NwC*cfKv_I`Fk677hrbX"
        "gM4sJ=S*m}=2dcvD$u0jQGFK8{hIO*gJr6UicI2j{X*<Wn{n(#6=KferUR8DSLMhXK8V1B{C!1#rMkpYAdfDu&{I^Tf-FJJ;9;"
        "gX`nY#=+PBpYleGp1=kdl~TCgVkOKxC2yDQ%Z_~v`lJFaS1{P)LgJ$#_rsd%tRnVAvXox?;t}I7($PLIl37sIYls;vdolJWR+n"
        "+e!fRyUP?|XNDZS|Zf0H@kRei*3pNzlnJOs|IhmBA)HEb-@RSziC_vfYic6Amfb^u|lHwF3HBF$@fFmeC?sZ`B0MZ^fRiFcj|N"
        "lW`Vws_HBLfcuEIl>EGjM=hpHxx=4K|hl2xgEdE&&HA%zQ>r5P^IHbZIiGI2?-r<*J}^t_ZQ@d?fV-K%7*XQUZ#KsN7UA4FZbD"
        "!48b7qQruN9Aq!(W<ugtb!ACD$Us?OzDR_5-Y2mv&CE#85Qq$n04-j83;"
    ),
    "AVI with MPEG-4": (
        "c-jl{baVSA#=zhh=BeQ0865IPkbxm1r6?z{EHlG`fq_9`Av*&M2yikmFhbc7S^x+cz!)8X%$fp}C@v|=0b;OOWtl0(ZoUB~$m&"
        "4mFd?zm1Mz<#fZGX#K>cYNK(+?dE&;Gw2?nrP%$Rn2h5C6*02Q%7`343l$qb`l6pVsVFbYP&C>RB!U=)mkQ7{Td!6+C}05m?p!"
        "pOjopOTvcL>WIua9DuGX{3O(r=Od@XRuocA4n{*EX~YF&k%?VjKHDwgLyR7jDk@xQcH+EKsq<SEE6=6x*jabxB*yzGH&e@h78*"
        ">Dli=B?O+gPXkijb268t6%aCMX8DeAsE<+d?H!}#Z1F3CdEI0HIaTr!KEwL5vJy6d2&?A>a;piiN=Zh70jGhCz#!e`*7ZjSsJ8"
        "bz~9~YdSBi?Gk&dka1!T$UTX2uUvDl*LtKk9f4SRC>g7u?~Uw(y0W_`e-C>>m;iEMjr^BRcne0DBD2?~4-x7&22T3_+vDAoqi4"
        "(8w^z9{|FsZ<z"
    ),
}
